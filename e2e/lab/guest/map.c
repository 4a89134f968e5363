/*
 * The peer of map.ts: the same calls in C. Maps memory for a VFIO group some times and prints the seconds of each map
 * and unmap as JSON. Usage: map GROUP FILE BYTES TIMES
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void must(int ok, const char *what)
{
	if (!ok) {
		perror(what);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	char path[64];
	unsigned long bytes;
	int times, container, group;

	must(argc == 5, "usage");
	snprintf(path, sizeof path, "/dev/vfio/%s", argv[1]);
	bytes = strtoul(argv[3], NULL, 10);
	times = atoi(argv[4]);

	container = open("/dev/vfio/vfio", O_RDWR);
	group = open(path, O_RDWR);
	must(container >= 0 && group >= 0, "open");
	must(ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) == 0, "VFIO_GROUP_SET_CONTAINER");
	must(ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) == 0, "VFIO_SET_IOMMU");

	int file = open(argv[2], O_RDWR);
	must(file >= 0, argv[2]);
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	must(memory != MAP_FAILED, "mmap");
	must(madvise(memory, bytes, MADV_POPULATE_WRITE) == 0, "MADV_POPULATE_WRITE");

	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof map, .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (unsigned long)memory, .iova = 0x100000000UL, .size = bytes,
	};
	printf("[");
	for (int n = 0; n < times; n++) {
		struct vfio_iommu_type1_dma_unmap unmap = { .argsz = sizeof unmap, .iova = map.iova, .size = bytes };
		double start = now();
		must(ioctl(container, VFIO_IOMMU_MAP_DMA, &map) == 0, "VFIO_IOMMU_MAP_DMA");
		double mapped = now();
		must(ioctl(container, VFIO_IOMMU_UNMAP_DMA, &unmap) == 0, "VFIO_IOMMU_UNMAP_DMA");
		printf("%s{\"map\":%f,\"unmap\":%f}", n ? "," : "", mapped - start, now() - mapped);
	}
	printf("]\n");
	return 0;
}
