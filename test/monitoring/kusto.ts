import { createRequire } from 'node:module';
import { tables } from '../../monitoring/tables';

/** The little of Microsoft's analyser of KQL that is needed; its own declarations are globals of a megabyte. */
interface Kusto {
  readonly KustoCode: { ParseAndAnalyze(query: string, globals: Globals): Analysis };
  readonly GlobalState: { readonly Default: Globals };
  readonly Symbols: {
    readonly TableSymbol: { From(columns: string): { WithName(name: string): object } };
    readonly DatabaseSymbol: { readonly $ctor1: new (name: string, tables: readonly object[]) => object };
  };
}

interface Globals {
  WithDatabase(database: object): Globals;
}

interface Analysis {
  GetDiagnostics(): { readonly Count: number; getItem(index: number): Diagnostic };
}

interface Diagnostic {
  readonly Message: string;
  readonly Start: number;
  readonly Severity: string;
}

/**
 * Analyses queries against the tables that monitoring/tables.ts declares: names, types, operators. Says, one line a
 * fault, what is wrong and where.
 */
export function kustoAnalyser(): (query: string) => readonly string[] {
  const load = createRequire(__filename);
  load('@kusto/language-service-next/bridge.min.js');
  load('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const { Language } = (globalThis as typeof globalThis & { readonly Kusto: { readonly Language: Kusto } }).Kusto;
  const { TableSymbol, DatabaseSymbol } = Language.Symbols;
  const symbols = Object.entries(tables).map(([name, columns]) => {
    const list = Object.entries(columns).map(([column, type]) => `${column}:${type}`);
    return TableSymbol.From(`(${list.join(', ')})`).WithName(name);
  });
  const globals = Language.GlobalState.Default.WithDatabase(new DatabaseSymbol.$ctor1('workspace', symbols));
  return (query) => {
    const found = Language.KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
    return Array.from({ length: found.Count }, (_, index) => found.getItem(index)).map(
      ({ Message, Start }) => `${Message} At: ${query.slice(Start, Start + 40).replaceAll('\n', ' ')}`,
    );
  };
}
