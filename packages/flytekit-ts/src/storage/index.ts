export { BlobStores, localStores, type UriRule } from "./blob-stores.js";
export type { ByteRange } from "./byte-range.js";
export { type BlobStoreCheck, blobStoreChecks } from "./conformance.js";
export { FileBlobStore } from "./file-store.js";
export { MemoryBlobStore } from "./memory-store.js";
