import type { Identifier } from "../config/identifier.js";
import type { PlatformConfig } from "../config/platform.js";
import type { ExecutionId } from "../wire/admin/records.js";

const KINDS = { task: "task", workflow: "workflow", launchPlan: "launch_plan", dataset: "dataset" } as const;

/** The page of an execution or of a registered entity in Flyte's console. flytekit: generate_console_url. */
export function consoleUrl(platform: PlatformConfig, of: ExecutionId | Identifier): string {
	const protocol = platform.insecure ? "http" : "https";
	const site = (platform.consoleEndpoint ?? `${protocol}://${platform.endpoint}`).replace(/\/+$/, "");
	const segments = [of.project, "domains", of.domain];
	if ("resourceType" in of) segments.push(KINDS[of.resourceType], of.name, "version", of.version);
	else segments.push("executions", of.name);
	return `${site}/console/projects/${segments.map(encodeURIComponent).join("/")}`;
}
