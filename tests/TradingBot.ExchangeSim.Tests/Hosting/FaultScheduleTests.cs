using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

public sealed class FaultScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Scheduled_faults_come_at_their_simulated_times()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        var options = new SimulatorOptions { Seed = 4, StartTime = Start, WarmUp = TimeSpan.FromSeconds(5), Speed = 50 };
        options.Faults.Add(new FaultRequest { Fault = "halt", Venue = "binance", Symbol = "ETHUSDT", AtMs = 2_000, DurationMs = 3_000 });
        options.Faults.Add(new FaultRequest { Fault = "spike", Venue = "kucoin", Symbol = "BTC-USDT", AtMs = 4_000, Percent = 5 });
        await using SimulatorHost host = await SimulatorHost.StartAsync(options, deadline);
        await UntilAsync(() => host.Faults.All(fault => fault.State == "finished"), deadline);
        FaultReport halt = host.Faults.Single(fault => fault.Fault == "halt");
        FaultReport spike = host.Faults.Single(fault => fault.Fault == "spike");
        Assert.Equal(("schedule", Start.AddSeconds(2), Start.AddSeconds(5)), (halt.Origin, halt.StartedAt!.Value, halt.FinishedAt!.Value));
        Assert.Equal(Start.AddSeconds(4), spike.StartedAt);
    }

    [Fact]
    public async Task A_file_of_faults_is_played_by_the_command_line_that_names_it()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """
                [{"fault":"halt","venue":"binance","symbol":"ETHUSDT","atMs":2000,"durationMs":3000},
                 {"fault":"spike","venue":"kucoin","symbol":"BTC-USDT","atMs":4000,"percent":5}]
                """, deadline);
            await using WebApplication app = Compose("--faults", file, "--seed", "4", "--start", "2026-01-01T00:00:00Z", "--speed", "50", "--Simulator:WarmUp=00:00:05");
            await app.StartAsync(deadline);
            using HttpClient http = new() { BaseAddress = new Uri(app.Urls.Single()) };
            JsonElement[] faults;
            while ((faults = [.. (await http.GetFromJsonAsync<JsonElement>("/sim/faults", deadline)).EnumerateObject().Single(property => property.Value.ValueKind == JsonValueKind.Array).Value.EnumerateArray()]).Any(fault => fault.GetProperty("state").GetString() != "finished"))
                await Task.Delay(50, deadline);
            Assert.Equal([("halt", Start.AddSeconds(2)), ("spike", Start.AddSeconds(4))],
                faults.Select(fault => (fault.GetProperty("fault").GetString()!, fault.GetProperty("startedAt").GetDateTimeOffset())).OrderBy(fault => fault.Item2));
            await app.StopAsync(deadline);

            await File.WriteAllTextAsync(file, "{ half", deadline);
            Assert.Contains($"--faults {file} must be a JSON list of faults", Assert.Throws<InvalidDataException>(() => Compose("--faults", file)).Message, StringComparison.Ordinal);
            Assert.Contains("--faults must name a readable file", Assert.Throws<InvalidDataException>(() => Compose("--faults", file + ".none")).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>As Program does.</summary>
    private static WebApplication Compose(params string[] arguments)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(Switches.Expand([.. arguments, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]));
        return SimulatorComposition.Compose(builder);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_faults_at_the_same_simulated_times()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        List<string> first = await SeededAsync(7, deadline);
        List<string> second = await SeededAsync(7, deadline);
        List<string> other = await SeededAsync(8, deadline);
        Assert.InRange(first.Count, 20, 1_000);
        int common = Math.Min(first.Count, second.Count);
        Assert.Equal(first.Take(common), second.Take(common));
        Assert.NotEqual(first.Take(20), other.Take(20));
    }

    [Fact]
    public async Task A_schedule_that_makes_no_sense_stops_the_start_and_names_the_fault()
    {
        var options = new SimulatorOptions();
        options.Faults.Add(new FaultRequest { Fault = "gap", AtMs = 5 });
        options.Faults.Add(new FaultRequest { Fault = "corrupt", Kind = "pink", AtMs = 5 });
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.StartsWith("Simulator:Faults:1: kind must be one of invalidJson, ", refused.Failures.Single(), StringComparison.Ordinal);
        var choice = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            SimulatorHost.StartAsync(new SimulatorOptions { FaultChoice = "gap, fire" }, TestContext.Current.CancellationToken));
        Assert.Equal(["Simulator:FaultChoice must be a list of faults that need no further field, separated by commas, but is 'fire' among them."], choice.Failures);
    }

    /// <summary>What the first thirty faults or more were, each with its simulated time; nobody is connected.</summary>
    private static async Task<List<string>> SeededAsync(long seed, CancellationToken cancellation)
    {
        var options = new SimulatorOptions { Seed = 4, StartTime = Start, WarmUp = TimeSpan.Zero, Speed = 100, FaultSeed = seed, FaultsPerMinute = 60 };
        await using SimulatorHost host = await SimulatorHost.StartAsync(options, cancellation);
        await UntilAsync(() => host.Faults.Count >= 30, cancellation);
        return [.. host.Faults.Select(fault => $"{fault.StartedAt:O} {fault.Request}")];
    }

    private static async Task UntilAsync(Func<bool> holds, CancellationToken cancellation)
    {
        while (!holds())
            await Task.Delay(5, cancellation);
    }
}
