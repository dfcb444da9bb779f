import { createHash } from "node:crypto";
import { relative, sep } from "node:path";
import { FlyteError } from "../errors/index.js";
import { currentState } from "./async-state.js";
import { currentBlobAccess } from "./blob-access.js";
import { Checkpoint, type CheckpointPlaces } from "./checkpoint.js";
import { type Deck, DeckBook } from "./deck.js";
import type { FlyteFacts } from "./flyte-facts.js";
import { consoleLogger, type Logger } from "./logger.js";
import type { BlobStore } from "./ports/index.js";
import { type SecretsAccess, secretsFromEnvironment } from "./secrets.js";
import { joinUri } from "./uri.js";
import { keepWorkingFolder, makeWorkingFolder, removeWorkingFolder } from "./working-folder.js";

/** Facts about the attempt that is running, as whoever runs it knows them. */
export interface AttemptFacts {
	/** The same for all tasks of a run; on Flyte the execution's name. */
	readonly executionId: string;
	/** `main/n0/dn3`, or the task's name when it runs alone. */
	readonly nodePath: string;
	/** 0 for the first. */
	readonly attempt: number;
	/** Index inside an array node. */
	readonly arrayIndex?: number;
	/** Names the call within its execution, whichever attempt it is; its path and index when left out. */
	readonly callKey?: string | undefined;
	/** Made when first asked for, where thousands of attempts would never ask. */
	readonly signal: AbortSignal;
	/** The {@link DeckBook} of the attempt, when somebody will show it. */
	readonly deckBook?: object;
	/** What the platform says of the execution; absent where none runs it. */
	readonly flyte?: FlyteFacts;
	/** Who keeps what the calls of an eager task's body come to: the engine's own; absent where nobody does. */
	readonly callKeeper?: object | undefined;
	/** Where checkpoints go; below the raw output prefix when left out. */
	readonly checkpointPlaces?: CheckpointPlaces;
}

/**
 * What a task's body may ask of its surroundings (flytekit's ExecutionParameters), from {@link currentContext}.
 */
export class ExecutionContext implements AttemptFacts {
	// declared, not defined, and asked of the facts: there is one for each of a hundred thousand small tasks, most of which never look
	/** `module.exportName` of the task. */
	declare readonly taskName: string;
	/** Where files and datasets that the task returns are put. */
	declare readonly rawOutputPrefix: string;
	/** No #private: a context that preExecute derives from this one (Object.create) has it too. */
	declare private readonly facts: AttemptFacts;
	declare private folder: string | undefined;
	declare private folderKept: boolean;
	declare private book: DeckBook | undefined;
	declare private ownCheckpoint: Checkpoint | undefined;

	constructor(facts: AttemptFacts, taskName: string, rawOutputPrefix: string) {
		this.facts = facts;
		this.taskName = taskName;
		this.rawOutputPrefix = rawOutputPrefix;
		this.folder = undefined;
	}

	get executionId(): string {
		return this.facts.executionId;
	}

	get nodePath(): string {
		return this.facts.nodePath;
	}

	get attempt(): number {
		return this.facts.attempt;
	}

	get arrayIndex(): number | undefined {
		return this.facts.arrayIndex;
	}

	/** Aborted when the attempt must stop: timeout, failure elsewhere, Ctrl-C. Pass it on to what can be cancelled. */
	get signal(): AbortSignal {
		return this.facts.signal;
	}

	/**
	 * Names this call to others, so that they do not do twice what is asked twice: 32 hexadecimal digits, the same in each retry and
	 * after `tsflyte recover`, another for every other call. A task may run more than once (docs/durability.md); give this to a service
	 * that takes an idempotency key, or write it beside what the task writes.
	 */
	get idempotencyKey(): string {
		const call = this.facts.callKey ?? `${this.nodePath}${this.arrayIndex === undefined ? "" : `[${this.arrayIndex}]`}`;
		return createHash("sha256").update(`${this.executionId}\n${call}`).digest("hex").slice(0, 32);
	}

	/**
	 * A folder of this attempt's own, made when first asked for, below the machine's temporary folder. It is removed when the
	 * attempt has ended: files and folders in it that the task returns are uploaded before.
	 */
	get workingDirectory(): string {
		this.folder ??= makeWorkingFolder();
		return this.folder;
	}

	/**
	 * A context of the same attempt that has these attributes too: what a plugin's preExecute hands to the body, such as a
	 * session that it opened. Read them with `currentContext<{ session: Session }>()`. flytekit: builder().add_attr(..).build().
	 */
	with<A extends object>(attributes: A): this & Readonly<A> {
		return Object.create(this, Object.getOwnPropertyDescriptors(attributes)) as this & Readonly<A>;
	}

	/** Keeps the working folder when `path` is in it: for what is returned and stays where it is. */
	keepFolderOf(path: string): void {
		if (this.folder === undefined || this.folderKept) return;
		const way = relative(this.folder, path);
		if (way === ".." || way.startsWith(`..${sep}`)) return;
		this.folderKept = true;
		keepWorkingFolder(this.folder);
	}

	/** Removes the working folder, where one was made. For whoever runs the attempt, not for its body. */
	end(): Promise<void> | undefined {
		const { folder, folderKept } = this;
		if (folder === undefined) return undefined;
		this.folder = undefined;
		this.folderKept = false;
		return folderKept ? undefined : removeWorkingFolder(folder);
	}

	/** Decks and timeline, shown when the task has `enableDeck: true`. */
	get deckBook(): DeckBook {
		this.book ??= (this.facts.deckBook as DeckBook | undefined) ?? new DeckBook();
		return this.book;
	}
	/**
	 * Takes the attempt's book, for a context that preExecute made anew: what it shows already moves into it. For whoever runs
	 * the attempt.
	 */
	showIn(attempt: object | undefined): void {
		const book = attempt as DeckBook | undefined;
		if (book === undefined || this.deckBook === book) return;
		book.decks.push(...this.deckBook.decks);
		book.spans.push(...this.deckBook.spans);
		this.book = book;
	}
	/** For whoever runs the calls of an eager body. */
	get callKeeper(): object | undefined {
		return this.facts.callKeeper;
	}
	/** The decks so far, in order. */
	get decks(): readonly Deck[] {
		return this.deckBook.decks;
	}
	/** A deck called "default", made when first asked for. */
	get defaultDeck(): Deck {
		return this.deckBook.defaultDeck;
	}

	/** Execution, task and output prefix as Flyte names them; undefined where no deployment runs the task. */
	get flyte(): FlyteFacts | undefined {
		return this.facts.flyte;
	}

	/** What the attempt before this one has saved, and where this one saves for the next. flytekit: checkpoint. */
	get checkpoint(): Checkpoint {
		this.ownCheckpoint ??= new Checkpoint(
			this.facts.checkpointPlaces ?? this.ownPlaces(),
			currentStores,
			() => this.workingDirectory,
		);
		return this.ownCheckpoint;
	}

	private ownPlaces(): CheckpointPlaces {
		const place = [this.executionId, ...this.nodePath.split("/")].map(encodeURIComponent).join("/");
		const at = (attempt: number) => joinUri(this.rawOutputPrefix, `checkpoints/${place}/${attempt}`);
		return {
			destination: at(this.attempt),
			...(this.attempt === 0 ? {} : { previous: at(this.attempt - 1) }),
		};
	}

	/** Writes lines to stderr that say which node they come from. */
	get logger(): Logger {
		return consoleLogger(this.nodePath);
	}

	/** Secrets from the environment, or from files, as Flyte mounts them. */
	get secrets(): SecretsAccess {
		return secretsFromEnvironment;
	}
}

function currentStores(): BlobStore {
	const access = currentBlobAccess();
	if (access !== undefined) return access.blobs;
	throw new FlyteError("AUTHORING_NO_CONTEXT", "a checkpoint was used where no task is running", {
		wayOut: "use currentContext().checkpoint inside the body of a task, and await what it does",
	});
}

/** The context of the task that is running; undefined where none is. */
export function currentExecution(): ExecutionContext | undefined {
	return currentState()?.execution as ExecutionContext | undefined;
}

/** Whether a value is the context of an attempt, of this copy of the package or another. */
export function isExecutionContext(value: unknown): value is ExecutionContext {
	const { showIn, end } = (value ?? {}) as Partial<ExecutionContext>;
	return typeof showIn === "function" && typeof end === "function";
}

/**
 * The context of the task that is running; `A` is what the task's plugin adds to it. flytekit: current_context().
 * Throws AUTHORING_NO_CONTEXT outside a task's body.
 */
export function currentContext<A extends object = object>(): ExecutionContext & Readonly<A> {
	const context = currentExecution();
	if (context === undefined) {
		throw new FlyteError("AUTHORING_NO_CONTEXT", "currentContext() was called where no task is running", {
			wayOut: "call it inside the body of a task or dynamic, not while modules load or in a workflow's body",
		});
	}
	return context as ExecutionContext & Readonly<A>;
}
