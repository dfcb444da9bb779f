import { Task } from "../authoring/task/task.js";
import type { Entity } from "../graph/entities.js";
import type { TaskMetadata } from "../graph/task-template.js";
import type { TypedInterface } from "../interface/typed-interface.js";

/** What a test runs in place of an entity: native inputs to native output(s). */
export type Stand = (inputs: Readonly<Record<string, unknown>>) => unknown;

/** A task with the interface of another entity and a body of the test's. Values still go through literals. */
export class StandIn extends Task {
	readonly taskType = "stand-in";
	readonly metadata: TaskMetadata = { retries: 0, generatesDeck: false };
	private readonly entity: Pick<Entity, "name" | "interface">;
	private readonly body: Stand;

	constructor(entity: Pick<Entity, "name" | "interface">, body: Stand) {
		super();
		this.entity = entity;
		this.body = body;
	}

	override get name(): string {
		return this.entity.name;
	}
	override get interface(): TypedInterface {
		return this.entity.interface;
	}
	override execute(inputs: Readonly<Record<string, unknown>>): unknown {
		return this.body(inputs);
	}
}
