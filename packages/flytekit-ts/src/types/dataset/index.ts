export { type DatasetOptions, isStructuredDataset, type RowSource, StructuredDataset } from "./dataset.js";
export { datasetTransformer } from "./dataset-transformer.js";
