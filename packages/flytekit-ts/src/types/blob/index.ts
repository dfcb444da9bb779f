export { isFlyteDirectory, isFlyteFile } from "./brand.js";
export type { FileData } from "./byte-stream.js";
export { FlyteDirectory } from "./directory.js";
export { directoryTransformer } from "./directory-transformer.js";
export { type FileOptions, FlyteFile } from "./file.js";
export { fileFromUri, fileTransformer } from "./file-transformer.js";
