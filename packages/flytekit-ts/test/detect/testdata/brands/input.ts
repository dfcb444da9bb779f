import { task } from "flytekit-ts";

declare const brand: unique symbol;
type UserId = string & { readonly [brand]: "UserId" };
type Metres = number & { readonly __unit: "m" };
type Account = { id: UserId } & { readonly [brand]?: "Account" };

export const brands = task(({ id, far, account, byId }: { id: UserId; far: Metres; account: Account; byId: Record<string, UserId> }) => id);
