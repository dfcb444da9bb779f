import { task } from "flytekit-ts";
import { z } from "zod";

const Person = z.object({ name: z.string(), age: z.number().int(), mail: z.string().optional(), role: z.enum(["user", "admin"]) });
type Person = z.infer<typeof Person>;
const Id = z.string().brand<"Id">();

export const greet = task(({ person, id }: { person: Person; id: z.infer<typeof Id> }) => `hello ${person.name}`);
