/**
 * Stands for detection and the bundler in what containers run: whoever imports one of them there hears why it is not there.
 */
import { FlyteError } from "../errors/index.js";

throw new FlyteError("ENTRYPOINT_NO_MANIFEST", "a container neither reads types from sources nor builds programs", {
	wayOut:
		"`tsflyte package` and `tsflyte register` do both before, and write a manifest; schemas say types without one",
});
