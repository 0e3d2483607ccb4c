using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Fidelity;
using TradingBot.Fidelity.Report;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Cli.Fidelity;

/// <summary><c>tb fidelity</c>: measures how true the engine's executions are.</summary>
internal static class FidelityCommand
{
    private const string DefaultReport = "artifacts/fidelity.html";

    public static Command Create(Connection connection, Output output)
    {
        var full = new Option<bool>("--full") { Description = "Thousands of orders instead of some hundreds: minutes instead of seconds." };
        var seed = new Option<long?>("--seed") { Description = "Seed of markets and orders, 1 to 1000000. Default: 1.", HelpName = "number" };
        var markets = new Option<int?>("--markets") { Description = "How many markets, 2 to 10000, half of them violent. Default: by --full or not.", HelpName = "number" };
        var report = new Option<string>("--report") { Description = "Where the HTML report is written.", HelpName = "file", DefaultValueFactory = _ => DefaultReport };
        var command = new Command("fidelity",
            "Runs the simulator's market with real orders, and the engine on the public data of the same market without them, and tells how far each execution model is from the truth. Needs no running system.")
        { full, seed, markets, report };
        command.SetAction((parsed, cancellation) =>
        {
            FidelityPlan plan = Plan(parsed.GetValue(full), parsed.GetValue(seed), parsed.GetValue(markets));
            long started = Stopwatch.GetTimestamp();
            FidelityResult result = FidelityLab.Run(plan, cancellation: cancellation);
            FidelitySummary summary = FidelitySummary.Of(result);
            string file = Save(parsed.GetValue(report)!, FidelityHtml.Write(plan, summary));
            if (parsed.GetValue(connection.Json)) output.Json(new { plan.Seed, plan.Markets, Orders = result.Count, summary.Goals, summary.Envelope, Report = file });
            else Write(output, plan, result, summary, Stopwatch.GetElapsedTime(started), file);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static FidelityPlan Plan(bool full, long? seed, int? markets)
    {
        FidelityPlan plan = full ? FidelityPlan.Full : FidelityPlan.Short;
        if (seed is < 1 or > 1_000_000) throw new RefusedException($"--seed must be 1 to 1000000, but is {seed}.");
        if (markets is < 2 or > 10_000) throw new RefusedException($"--markets must be 2 to 10000, but is {markets}.");
        return plan with { Seed = seed ?? plan.Seed, Markets = markets ?? plan.Markets };
    }

    private static string Save(string report, string page)
    {
        try
        {
            string file = Path.GetFullPath(report);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, page);
            return file;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusedException($"--report {report} can't be written: {wrong.Message}");
        }
    }

    private static void Write(Output output, FidelityPlan plan, FidelityResult result, FidelitySummary summary, TimeSpan took, string file)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Count:N0} orders in {plan.Markets} markets, seed {plan.Seed}, in {took.TotalSeconds:0} s. Errors are paper less truth; pt are percentage points."));
        output.Line();
        output.Line("Orders that take");
        output.Table(FidelityTables.Takers("MODEL", summary.Takers));
        output.Line();
        output.Line("Passive orders");
        output.Table(FidelityTables.Makers("MODEL", summary.Makers));
        output.Line();
        output.Line("The expected model, by parts: orders that take");
        output.Table(FidelityTables.Takers("PART", summary.TakerParts));
        output.Line();
        output.Line("The expected model, by parts: passive orders");
        output.Table(FidelityTables.Makers("PART", summary.MakerParts));
        output.Line();
        output.Line(FidelityTables.Sentence(summary.Envelope));
        output.Line();
        output.Table(FidelityTables.Goals(summary.Goals));
        output.Line();
        output.Line($"Report: {file}");
    }
}
