using System.Text.Json;
using TradingBot.Cli.Tests.Running;
using TradingBot.Storage.Symbols;

namespace TradingBot.Cli.Tests;

/// <summary>Symbols and simulation mode by the command line, against a running Api.</summary>
public sealed class MarketsTests(RunningApi api) : IClassFixture<RunningApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Symbols_are_chosen_by_list_and_by_rule_once_a_worker_has_asked_the_venue()
    {
        await api.TellAsync("ok");
        Task<Tb> listed = RunAsync("symbols", "set", "binance", "--symbols", "btc-usdt,ETH-USDT", "--json");
        await AnswerAsync("binance", problem: null);
        Tb list = await listed;
        Assert.True(list.ExitCode == ExitCode.Ok, list.Errors);
        Assert.Equal(["BTC-USDT", "ETH-USDT"], list.Json.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()));

        Task<Tb> ruled = RunAsync("symbols", "set", "kucoin", "--quote", "USDT", "--top", "10", "--exclude", "USDC-USDT");
        await AnswerAsync("kucoin", problem: null);
        Assert.Equal(ExitCode.Ok, (await ruled).ExitCode);
        Tb all = await RunAsync("symbols", "list");
        Assert.Equal(ExitCode.Ok, all.ExitCode);
        Assert.Contains("binance: BTC-USDT, ETH-USDT (chosen by", all.Output, StringComparison.Ordinal);
        Assert.Contains("kucoin: the 10 symbols in USDT with the highest turnover, never USDC-USDT (chosen by", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_that_the_venue_does_not_have_is_named_and_nothing_changes()
    {
        await api.TellAsync("ok");
        Task<Tb> wish = RunAsync("symbols", "set", "kucoin", "--symbols", "NOSUCH-USDT");
        await AnswerAsync("kucoin", "it has no NOSUCH-USDT");
        Tb refused = await wish;
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("it has no NOSUCH-USDT; nothing was changed", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulation_mode_is_shown_and_without_a_simulator_refused()
    {
        await api.TellAsync("ok");
        Tb status = await RunAsync("simulation", "status");
        Assert.Equal(ExitCode.Ok, status.ExitCode);
        Assert.Contains("Simulation mode is", status.Output, StringComparison.Ordinal);
        Assert.Contains("worker-1", status.Output, StringComparison.Ordinal);
        Tb refused = await RunAsync("simulation", "on");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("Nothing was changed", refused.Errors, StringComparison.Ordinal);
        Tb off = await RunAsync("simulation", "off", "--json");
        Assert.Equal((ExitCode.Ok, JsonValueKind.False), (off.ExitCode, off.Json.GetProperty("simulationMode").ValueKind));
    }

    private Task<Tb> RunAsync(params string[] args) => Tb.RunAsync([.. args, "--api", api.Address]);

    /// <summary>What a worker does with a wish.</summary>
    private async Task AnswerAsync(string venue, string? problem)
    {
        SymbolStore symbols = api.Find<SymbolStore>();
        IReadOnlyList<SymbolProposal> wishes;
        while ((wishes = await symbols.PendingAsync(venue, Cancellation)).Count == 0) await Task.Delay(20, Cancellation);
        foreach (SymbolProposal wish in wishes)
        {
            if (problem is null) await symbols.AcceptAsync(venue, wish, Cancellation);
            else await symbols.RefuseAsync(wish, problem, Cancellation);
        }
    }
}
