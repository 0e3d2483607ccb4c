using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Status;

/// <summary><c>tb status</c>: how the system does. Fails where something essential is down or a safety proof is broken.</summary>
internal static class StatusCommand
{
    internal sealed record Answer(Uri Api, DetailedHealth Health, SafetyStatus? Safety, ControlDetail? Control, IReadOnlyList<AccountSummary> Accounts);

    public static Command Create(Connection connection, Output output)
    {
        var command = new Command("status", "Shows how the system does; exit code 1 where something essential is down.");
        command.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            Answer answer = await AskAsync(api, cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else Write(output, answer);
            return answer.Health.Status != "unhealthy" && answer.Safety?.PaperTradingMode == true ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<Answer> AskAsync(ApiClient api, CancellationToken cancellation)
    {
        DetailedHealth health = await api.GetAsync<DetailedHealth>("/api/health/detailed", cancellation, accept: 503);
        // Without the database nothing more can be told.
        if (health.Checks.Any(check => check.Name == "database" && check.Status == "unhealthy")) return new Answer(api.Address, health, null, null, []);
        return new Answer(
            api.Address, health, await api.GetAsync<SafetyStatus>("/api/health/safety", cancellation), await api.GetAsync<ControlDetail>("/api/control", cancellation),
            (await api.GetAsync<Page<AccountSummary>>("/api/accounts", cancellation)).Items);
    }

    private static void Write(Output output, Answer answer)
    {
        output.Line($"TradingBot {answer.Health.Version} at {answer.Api}: {answer.Health.Status}, {answer.Health.Mode}{(answer.Health.SimulatedMarket ? ", simulated market" : "")}");
        output.Line($"PAPER TRADING {(answer.Safety is { } safety ? safety.PaperTradingMode ? $"holds ({safety.Layers.Count(layer => layer.Status == "ok")} of {safety.Layers.Count} layers proven)" : "IS NOT PROVEN: run tb verify-safety" : "not known")}");
        output.Line();
        output.Table(answer.Health.Checks.Select(check => new[] { check.Name, check.Status, check.Detail }));
        if (answer.Control is { Workers.Count: > 0 } control)
        {
            output.Line();
            output.Table(control.Workers.Select(worker => new[]
            {
                worker.Id, worker.Alive ? "alive" : "silent", string.Create(CultureInfo.InvariantCulture, $"heartbeat {worker.HeartbeatAgeMs} ms ago, {worker.Accounts} accounts, {worker.Feed} feed"),
            }));
        }
        if (answer.Accounts.Count == 0) return;
        output.Line();
        output.Table(answer.Accounts.Select(account => new[]
        {
            account.Name, account.RiskState, string.Create(CultureInfo.InvariantCulture, $"{account.Equity:0.00} {account.ReportingAsset} (virtual)"),
        }));
    }
}
