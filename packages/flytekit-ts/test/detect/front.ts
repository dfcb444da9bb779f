/**
 * What the test data imports as "flytekit-ts": the front door's source, so that detection is tested without a build, and
 * every type that detection knows by name.
 */
export { FunctionTask } from "../../src/authoring/task/function-task.js";
export * from "../../src/index.js";
export {
	type Duration,
	duration,
	FlyteDirectory,
	FlyteFile,
	type Int,
	registerType,
	StructuredDataset,
	type Timestamp,
	type TypeTransformer,
} from "../../src/types/index.js";
