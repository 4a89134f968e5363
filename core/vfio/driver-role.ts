/**
 * What a bound driver means for the IOMMU group of its function.
 *
 * A driver that sets `driver_managed_dma` does not claim DMA ownership, so it may stay bound while VFIO owns the group:
 * all VFIO drivers, pci-stub and the PCIe port driver. Every other driver makes the group not viable.
 * Source: Linux drivers/pci/pci-driver.c (pci_dma_configure), drivers/pci/pcie/portdrv.c, drivers/pci/pci-stub.c.
 */

/** vfio-pci and its variants: mlx5_vfio_pci, nvgrace_gpu_vfio_pci, xe-vfio-pci, ... */
export function isVfioDriver(driver: string): boolean {
  return /(^|[-_])vfio([-_]|$)/.test(driver);
}

/** Whether a function under this driver keeps VFIO from taking its group. null: no driver. */
export function holdsGroup(driver: string | null): boolean {
  return driver !== null && !isVfioDriver(driver) && driver !== 'pci-stub' && driver !== 'pcieport';
}
