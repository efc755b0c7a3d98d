#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { isLupaError } from '../errors.js';
import { PACKAGE } from '../version.js';
import { answerCommand } from './answer.js';
import { appCommand } from './app.js';
import { attendCommand } from './attend.js';
import { checkCommand } from './check.js';
import { classifyCommand } from './classify.js';
import { fillCommand, nextCommand } from './fill.js';
import { figureCommand } from './figure.js';
import { headsCommand } from './heads.js';
import { modelsCommand } from './models.js';
import { say, tolerateClosedPipes } from './output.js';
import { translateCommand } from './translate.js';
import { viewCommand } from './view.js';

/** Exit statuses: what was given cannot be used, and the work failed. */
const WRONG_USAGE = 2;
const FAILED = 1;

const EXAMPLES = `
Examples:
  lupa app
  lupa view head "The cat sat on the mat because it was tired." -o cat.html
  lupa figure heatmap "The cat sat on the mat because it was tired." --layer 3 --head 2 -o cat.svg
  lupa attend "The cat sat on the mat because it was tired." -o cat.safetensors
  lupa attend @text.txt -m ./my-bert --layer 3 --json | head
  lupa answer "Who is famous?" --context "Gaudí is a famous architect." --heads
  lupa heads "I saw the man with the telescope." --word with
  lupa view head "The cat sat." -m bert-base-uncased -o cat.html`;

const program = new Command('lupa')
  .description('A magnifying glass for the attention of Transformers.')
  .version(PACKAGE, '-V, --version')
  .option('--debug', 'show the stack of an error')
  .addCommand(appCommand())
  .addCommand(viewCommand())
  .addCommand(figureCommand())
  .addCommand(attendCommand())
  .addCommand(headsCommand())
  .addCommand(answerCommand())
  .addCommand(fillCommand())
  .addCommand(nextCommand())
  .addCommand(classifyCommand())
  .addCommand(translateCommand())
  .addCommand(checkCommand())
  .addCommand(modelsCommand())
  .addHelpText('after', EXAMPLES);

for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)]) {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  if (command !== program) command.option('--debug', 'show the stack of an error');
}

tolerateClosedPipes();
process.exitCode = await run();

async function run(): Promise<number> {
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    // Help and version were asked for, or a command was left out.
    if (error instanceof CommanderError) return usage(error);
    if (process.argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    say(error instanceof Error ? error.message : String(error));
    return isLupaError(error, 'InvalidInput') || isLupaError(error, 'OutOfRange') ? WRONG_USAGE : FAILED;
  }
}

function usage({ exitCode, code, message }: CommanderError): number {
  if (exitCode === 0) return 0;
  if (code !== 'commander.help') say(`${plainly(message)} (lupa --help shows the usage)`);
  return WRONG_USAGE;
}

/** Commander's message in the form the other messages have. */
function plainly(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/^option '(.*?)(?: <.*)?' argument '(.*)' is invalid\. (.*)$/s, 'option $1 does not take "$2": $3')
    .replace(/^option '(.*?)(?: <.*)?' argument missing$/, 'option $1 needs a value')
    .replace(/\.$/, '');
}
