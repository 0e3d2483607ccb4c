using System.Net;
using System.Text;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Report;

/// <summary>The report as one HTML page that needs nothing else.</summary>
public static class FidelityHtml
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1200px;padding:0 1rem;color:#1d2733;background:#fff}
        h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
        th,td{padding:.25rem .5rem;border-bottom:1px solid #d8dee6;text-align:right}th:first-child,td:first-child{text-align:left}
        figure{margin:1rem 0}figcaption{font-weight:600}svg{width:100%;font:12px system-ui,sans-serif}.grid{stroke:#e3e8ee}.zero{stroke:#8593a3}
        .axis{fill:#5b6a7a}.range{stroke:#3b6fb5;stroke-width:1.5}.box{fill:#9dbde6}.median{fill:#16324f}
        @media(prefers-color-scheme:dark){body{color:#dbe4ee;background:#10161d}th,td{border-color:#2b3642}svg text{fill:#dbe4ee}.grid{stroke:#26313d}.axis{fill:#9aa9b8}.median{fill:#fff}}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="plan">What was measured.</param>
    /// <param name="summary">The figures.</param>
    public static string Write(FidelityPlan plan, FidelitySummary summary)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(summary);
        StringBuilder page = new();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>TradingBot: fidelity of paper executions</title><style>")
            .Append(Style).Append("</style></head><body><h1>Fidelity of paper executions</h1><p>")
            .Append(WebUtility.HtmlEncode($"{summary.Envelope.Orders} real orders in the simulator's matching engine, in {plan.Markets} markets of seed {plan.Seed}, beside what each model made of the same orders from the public data of the same market without them. Errors are paper less truth; a price error is positive where paper is worse for the trader. Passive orders are cancelled after {plan.Patience.TotalSeconds:0} seconds."))
            .Append("</p>");
        Table(page, "Goals", FidelityTables.Goals(summary.Goals));
        page.Append("<p>").Append(WebUtility.HtmlEncode(FidelityTables.Sentence(summary.Envelope))).Append("</p>");
        Table(page, "Orders that take", FidelityTables.Takers("MODEL", summary.Takers));
        page.Append(QuantileChart.Draw("Takers: error of the average price, basis points", [.. summary.Takers.Select(row => (row.Model, row.Price))], 3));
        page.Append(QuantileChart.Draw("Takers: error of the fill ratio, percentage points", [.. summary.Takers.Select(row => (row.Model, row.FillRatio))], 100));
        Table(page, "Passive orders", FidelityTables.Makers("MODEL", summary.Makers));
        page.Append(QuantileChart.Draw("Makers: error of the fill ratio, percentage points", [.. summary.Makers.Select(row => (row.Model, row.FillRatio))], 100));
        page.Append(QuantileChart.Draw("Makers: error of the time to the first fill, percent", [.. summary.Makers.Select(row => (row.Model, row.FirstFill))], 100));
        page.Append(QuantileChart.Draw("Makers: error of the time to the full fill, percent", [.. summary.Makers.Select(row => (row.Model, row.FullFill))], 100));
        Table(page, "The expected model: parts of the orders that take", FidelityTables.Takers("PART", summary.TakerParts));
        Table(page, "The expected model: parts of the passive orders", FidelityTables.Makers("PART", summary.MakerParts));
        page.Append(QuantileChart.Draw("Makers, expected model: error of the fill ratio, percentage points", [.. summary.MakerParts.Select(row => (row.Group, row.FillRatio))], 100));
        return page.Append("</body></html>").Append('\n').ToString();
    }

    private static void Table(StringBuilder page, string title, IEnumerable<string[]> rows)
    {
        page.Append("<h2>").Append(WebUtility.HtmlEncode(title)).Append("</h2><table>");
        string cell = "th";
        foreach (string[] row in rows)
        {
            page.Append("<tr>");
            foreach (string text in row) page.Append('<').Append(cell).Append('>').Append(WebUtility.HtmlEncode(text)).Append("</").Append(cell).Append('>');
            page.Append("</tr>");
            cell = "td";
        }

        page.Append("</table>");
    }
}
