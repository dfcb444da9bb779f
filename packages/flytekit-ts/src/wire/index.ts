/**
 * Bytes of what Flyte stores and sends. Everything here works from the model straight to bytes and back, and loads no
 * generated code: a container's entrypoint needs no more. Beside it stand `json.js` (protobuf JSON), `from-proto/index.js`
 * (specs back into graphs and entities) and `messages.js` (the generated message objects).
 */
export { digest } from "./digest.js";
export {
	encodeDynamicJobSpec,
	encodeLaunchPlan,
	encodeTaskSpec,
	encodeTaskTemplate,
	encodeWorkflowSpec,
} from "./encode.js";
export { type ContainerError, decodeErrorDocument, encodeErrorDocument } from "./error-document.js";
export {
	decodeLiteral,
	decodeLiteralMap,
	decodeLiteralType,
	encodeLiteral,
	encodeLiteralMap,
	encodeLiteralType,
} from "./literals.js";
export { entityId, idKey } from "./to-proto/identifier.js";
export { RUNTIME_FLAVOR, RUNTIME_VERSION } from "./to-proto/task.js";
