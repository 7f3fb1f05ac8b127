// One client of bpmn-engine: each line read says how many cases to start and finish, each line written is the seconds every act took.
// As the engine's readme has it, the state is recovered, resumed, signalled and saved as JSON: one row per case, one commit per act.
// Arguments: folder of PostgreSQL's socket, database, file of the diagram, file of the answers, the opinion written at each step.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { randomUUID } from "node:crypto";
import { Engine } from "bpmn-engine";
import pg from "pg";

const [host, database, diagram, answersFile, opinion] = process.argv.slice(2);
const source = readFileSync(diagram, "utf8");
const text = readFileSync(answersFile, "utf8");
const answers = { answers: text, amount: JSON.parse(text).amount };
const steps = [
  ["intake", "check_application", "accept"],
  ["tax", "review_tax", "agree"],
  ["housing", "review_housing", "agree"],
  ["market", "review_market", "agree"],
  ["approve", "approve", "grant"],
];
const client = new pg.Client({ host, database, user: "postgres" });

async function start() {
  const engine = new Engine({ name: "workload", source });
  await engine.execute({ variables: answers });
  const id = randomUUID();
  await client.query("INSERT INTO peer_case VALUES ($1, $2)", [id, JSON.stringify(await engine.getState())]);
  await engine.stop();
  return id;
}

async function complete(id, [task, element, outcome]) {
  await client.query("BEGIN");
  const { rows } = await client.query("SELECT state FROM peer_case WHERE id = $1 FOR UPDATE", [id]);
  const engine = new Engine({ name: "workload" }).recover(JSON.parse(rows[0].state));
  const execution = await engine.resume();
  for (const definition of execution.definitions) {
    for (const process of definition.getProcesses()) {
      process.environment.assignVariables({ [element]: outcome, [`${element}_opinion`]: opinion });
    }
  }
  if (!execution.getPostponed().some((each) => each.id === task)) throw new Error(`${task} is not open`);
  execution.signal({ id: task });
  await client.query("UPDATE peer_case SET state = $2 WHERE id = $1", [id, JSON.stringify(await engine.getState())]);
  await client.query("COMMIT");
  const { state } = execution;
  if (state === "running") await engine.stop(); // one that is done never says that it stopped
  return state;
}

async function timed(seconds, act) {
  const began = process.hrtime.bigint();
  const value = await act();
  seconds.push(Number(process.hrtime.bigint() - began) / 1e9);
  return value;
}

async function batch(cases) {
  const started = [], completed = [], ids = [];
  for (let number = 0; number < cases; number++) ids.push(await timed(started, start));
  for (const step of steps) {
    for (const id of ids) {
      const state = await timed(completed, () => complete(id, step));
      if ((step === steps.at(-1)) !== (state === "idle")) throw new Error(`after ${step[0]} the engine is ${state}`);
    }
  }
  return { start: told(started), complete: told(completed) };
}

const told = (each) => ({ busy: each.reduce((sum, second) => sum + second, 0), each });

await client.connect();
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await batch(Number(line))));
await client.end();
