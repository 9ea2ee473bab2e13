#!/usr/bin/env node
// @ts-check
// Registers the multi-tenant app of Defender Relay through the Azure CLI: see docs/app-registration.md.
import { azureCli } from './register-app/az.mjs';
import { program } from './register-app/program.mjs';

process.exitCode = await program(process.argv.slice(2), {
  az: azureCli(process.platform),
  now: () => Date.now(),
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
});
