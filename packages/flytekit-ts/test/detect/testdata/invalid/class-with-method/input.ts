import { task } from "flytekit-ts";

class Account {
	balance = 0;
	deposit(amount: number) {
		this.balance += amount;
	}
}

export const open = task(({ accounts }: { accounts: Account[] }) => accounts.length);
