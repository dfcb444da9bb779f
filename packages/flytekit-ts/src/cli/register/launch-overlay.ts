import type { LaunchPlanEntity, LaunchPlanOptions } from "../../graph/entities.js";
import type { Registration } from "../../wire/registration.js";

/** Options that registering lays over those of every launch plan. flytekit: Options. */
export type LaunchOverlay = Pick<
	LaunchPlanOptions,
	"labels" | "annotations" | "maxParallelism" | "rawOutputPrefix" | "securityContext"
>;

/** The registration with each launch plan's options replaced where the overlay says them; labels and annotations are added to its own. */
export function withOverlay(registration: Registration, overlay: LaunchOverlay): Pick<Registration, "inOrder"> {
	if (Object.keys(overlay).length === 0) return registration;
	return {
		inOrder: registration.inOrder.map((entity) =>
			entity.entityKind === "launchPlan" ? overlaid(entity, overlay) : entity,
		),
	};
}

function overlaid(plan: LaunchPlanEntity, overlay: LaunchOverlay): LaunchPlanEntity {
	const { options } = plan;
	return {
		entityKind: "launchPlan",
		name: plan.name,
		isReference: plan.isReference,
		workflow: plan.workflow,
		interface: plan.interface,
		defaultInputs: plan.defaultInputs,
		fixedInputs: plan.fixedInputs,
		...(plan.id === undefined ? {} : { id: plan.id }),
		...(plan.location === undefined ? {} : { location: plan.location }),
		...(plan.docs === undefined ? {} : { docs: plan.docs }),
		options: {
			...options,
			...overlay,
			...(overlay.labels === undefined ? {} : { labels: { ...options.labels, ...overlay.labels } }),
			...(overlay.annotations === undefined ? {} : { annotations: { ...options.annotations, ...overlay.annotations } }),
		},
	};
}
