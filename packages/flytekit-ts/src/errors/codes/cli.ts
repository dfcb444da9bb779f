/** Codes of cli/ and loader/: the code, and in one or two sentences what it means and why it is refused. */
export const cliCodes = {
	CLI_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	CLI_USAGE:
		"The command line does not say what to do: a command, file or entity is missing, or there is one too many.",
	CLI_UNKNOWN_COMMAND: "No command of that name. The message lists the ones there are, nearest first.",
	CLI_UNKNOWN_FLAG: "The command, or the entity it runs, has no such flag. The message lists the accepted ones.",
	CLI_FLAG_VALUE: "A flag's value does not fit the type of the input or option it stands for. Nothing was run.",
	CLI_MISSING_INPUTS: "Required inputs of the entity were not given. All of them are listed. Nothing was run.",
	CLI_INPUTS_FILE: "The inputs file (or standard input) cannot be read, is not JSON, or is not an object of inputs.",
	CLI_UNKNOWN_ENTITY: "The file exports no task, workflow or launch plan of that name. The message lists its exports.",
	CLI_NOT_RUNNABLE: "The export exists but is not something that can be run or serialised.",
	CLI_STATIC_PROBLEMS:
		"Detection found problems in the program's files; they are shown with their source. Nothing was run.",
	CLI_WORKFLOW_BODY: "A workflow's body threw an error of its own while its graph was made. Nothing was run.",
	CLI_UNCAUGHT:
		"The program threw in a callback that no task waits for, such as a timer's. Nobody can tell whose failure it is.",
	CLI_PROCESS_ENDED:
		"The program ended the process itself (process.exit), or let it run dry, before the command was done.",
	CLI_INTERRUPTED: "Ctrl-C or a signal stopped the run. Whatever it still came to, it has no result.",
	CLI_OUTPUT: "A result could not be written where the command line said.",
	LOADER_FILE_MISSING: "There is no file at that path.",
	LOADER_IS_FOLDER: "The path is a folder where a file with tasks or workflows is expected.",
	LOADER_EXTENSION: "Only TypeScript and JavaScript modules can be loaded.",
	LOADER_UNREADABLE: "The file exists but the system does not let it be read.",
	LOADER_SYNTAX: "The program does not parse. Each place is shown with its source line.",
	LOADER_UNRESOLVED_IMPORT: "An import names a file or package that cannot be found from the file that imports it.",
	LOADER_MISSING_EXPORT: "An import names something that the imported module does not export.",
	LOADER_THROWN: "The program threw while its modules were loading, before any task could run.",
	LOADER_CYCLE: "Modules import each other in a circle, and one used another before that one had been evaluated.",
	LOADER_STUCK: "A module's top-level await never settled, so that the program cannot be loaded.",
	LOADER_CACHE: "The built program cannot be written to the project's cache folder, from where its imports resolve.",
} as const;
