import { toJson } from '../../base/json.ts';
import type { TraceResult } from '../../trace/result.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from './csv.ts';
import { renderPage } from './page.ts';
import { renderPdf } from './pdf.ts';

/** A form in which a trace can be handed on. */
interface ReportFormat {
  readonly id: 'html' | 'pdf' | 'json' | 'csv' | 'arrivals-csv';
  readonly title: string;
  readonly extension: string;
  readonly mediaType: string;
  readonly render: (result: TraceResult) => string | Promise<Uint8Array>;
}

/** The report formats. A new one is a file beside this and a line here. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  {
    id: 'html',
    title: 'one page with everything, which needs no network',
    extension: '.html',
    mediaType: 'text/html; charset=utf-8',
    render: (result) => renderPage(result),
  },
  {
    id: 'pdf',
    title: 'the page on paper; needs an installed Chromium',
    extension: '.pdf',
    mediaType: 'application/pdf',
    render: (result) => renderPdf(result),
  },
  {
    id: 'json',
    title: 'the whole result, for programs and for checking',
    extension: '.json',
    mediaType: 'application/json; charset=utf-8',
    render: toJson,
  },
  {
    id: 'csv',
    title: 'where the money is, one row per place, for spreadsheets',
    extension: '.csv',
    mediaType: 'text/csv; charset=utf-8; header=present',
    render: renderDestinationsCsv,
  },
  {
    id: 'arrivals-csv',
    title: 'the transactions that brought it there, one row each, for freeze packets',
    extension: '.arrivals.csv',
    mediaType: 'text/csv; charset=utf-8; header=present',
    render: renderArrivalsCsv,
  },
];
