import type { EntityDocs } from "../../graph/task-template.js";
import type { Writer } from "../codec/writer.js";

/** flyteidl.admin.DescriptionFormat. */
const DESCRIPTION_FORMAT_RST = 3;

/** Content of a flyteidl.admin.DescriptionEntity; the format is said even when there is no text, as flytekit has it. */
export function writeDocs(w: Writer, docs: EntityDocs): void {
	const mark = w.size;
	if (docs.sourceLink !== undefined) {
		w.optionalString(1, docs.sourceLink);
		w.close(4, mark);
	}
	const long = w.size;
	w.uint32(3, DESCRIPTION_FORMAT_RST);
	w.optionalString(1, docs.longDescription);
	w.close(3, long);
	w.optionalString(2, docs.shortDescription);
}
