import { dynamic, FlyteFile, type Inputs, type Int, StructuredDataset, task, workflow } from "flytekit-ts";

/** One line of the CSV file. */
export interface Order {
	order: Int;
	region: string;
	product: string;
	quantity: Int;
	price: number;
	day: Date;
}

/** Sales of one region. */
export interface RegionSales {
	region: string;
	orders: Int;
	revenue: number;
	/** The product that brought most. */
	best: string;
}

/** Reads the CSV and stores it as a Parquet dataset with typed columns. */
export const ingest = task(async ({ csv }: { csv: FlyteFile<"csv"> }): Promise<StructuredDataset<Order>> => {
	const [, ...lines] = (await csv.text()).trim().split(/\r?\n/);
	const rows = lines.map((line): Order => {
		const [order, region, product, quantity, price, day] = line.split(",") as [
			string,
			string,
			string,
			string,
			string,
			string,
		];
		return {
			order: Number(order),
			region,
			product,
			quantity: Number(quantity),
			price: Number(price),
			day: new Date(day),
		};
	});
	return StructuredDataset.from<Order>(rows);
});

/** The regions that occur, in order. */
export const regions = task(async ({ orders }: { orders: StructuredDataset<Order> }): Promise<string[]> => {
	const names = new Set<string>();
	for await (const row of orders.rows()) names.add(row.region);
	return [...names].sort();
});

/** Adds up one region. */
export const salesOf = task(
	async ({ orders, region }: { orders: StructuredDataset<Order>; region: string }): Promise<RegionSales> => {
		const products = new Map<string, number>();
		let count = 0;
		for await (const row of orders.rows()) {
			if (row.region !== region) continue;
			count++;
			products.set(row.product, (products.get(row.product) ?? 0) + row.quantity * row.price);
		}
		const [best] = [...products].sort((a, b) => b[1] - a[1])[0] ?? [""];
		const revenue = [...products.values()].reduce((a, b) => a + b, 0);
		return { region, orders: count, revenue: Math.round(revenue * 100) / 100, best };
	},
);

/** One task for each region that was found in the data. */
export const byRegion = dynamic(({ orders, names }: { orders: StructuredDataset<Order>; names: string[] }) =>
	names.map((region) => salesOf({ orders, region })),
);

/** Writes the summary as a file, best region first. */
export const summary = task(async ({ sales }: { sales: RegionSales[] }): Promise<FlyteFile<"txt">> => {
	const lines = [...sales]
		.sort((a, b) => b.revenue - a.revenue)
		.map((row) => `${row.region}: ${row.orders} orders, ${row.revenue.toFixed(2)}, mostly ${row.best}`);
	const file = FlyteFile.new<"txt">("summary.txt");
	await file.write(`${lines.join("\n")}\n`);
	return file;
});

/** From a CSV of orders to a summary by region, by way of a Parquet dataset. */
export const pipeline = workflow(({ csv }: Inputs<{ csv: FlyteFile<"csv"> }>) => {
	const orders = ingest({ csv });
	const sales = byRegion({ orders, names: regions({ orders }) });
	return summary({ sales });
});
