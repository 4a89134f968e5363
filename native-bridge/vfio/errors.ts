/** Refusals of VFIO that are no errno: the call succeeds and the answer says no. */
import { VFIO_API_VERSION } from '../uapi/vfio-constants.ts';

/** A member of the group is driven by a host driver, so the group may not be used. */
export class NotViableError extends Error {
  override readonly name = 'NotViableError';
  readonly iommuGroup: number;

  constructor(iommuGroup: number) {
    super(`IOMMU group ${iommuGroup} is not viable: a host driver drives one of its members.`);
    this.iommuGroup = iommuGroup;
  }
}

/** /dev/vfio/vfio speaks a version of the API that did not exist when this was written. */
export class ApiVersionError extends Error {
  override readonly name = 'ApiVersionError';
  readonly version: number;

  constructor(version: number) {
    super(`/dev/vfio/vfio speaks version ${version} of the VFIO API; only version ${VFIO_API_VERSION} is known.`);
    this.version = version;
  }
}
