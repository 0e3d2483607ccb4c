using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Errors;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;

namespace TradingBot.Api.Tests.Control;

/// <summary>A system with a simulator that can be taken away.</summary>
public sealed class SystemWithSimulator(Servers servers) : RunningSystem(servers)
{
    private WebApplication? _simulator;

    internal bool IsAway { get; set; }

    public override async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _simulator = builder.Build();
        _simulator.Run(context =>
        {
            context.Response.StatusCode = IsAway || context.Request.Path != "/api/health" ? 503 : 200;
            return Task.CompletedTask;
        });
        await _simulator.StartAsync();
        await StartAsync(("services:simulator:http:0", _simulator.Urls.First()));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_simulator is not null) await _simulator.DisposeAsync();
    }
}

public sealed class SimulationModeTests(SystemWithSimulator system) : SystemTests<SystemWithSimulator>(system)
{
    [Fact]
    public async Task It_is_switched_on_where_the_simulator_answers_and_off_again_and_both_are_audited()
    {
        ControlDetail on = await Api.PostAsync<ControlDetail>("/api/config/simulation-mode", new { enabled = true });
        Assert.True(on.SimulationMode);
        ControlDetail off = await Api.PostAsync<ControlDetail>("/api/config/simulation-mode", new { enabled = false });
        Assert.False(off.SimulationMode);
        Assert.Equal(on.Epoch + 1, off.Epoch);
        Assert.Contains("SIMULATION_MODE_CHANGED", (await Api.GetAsync("/api/audit?limit=100")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulator_that_does_not_answer_is_a_conflict_that_names_its_key_and_nothing_changes()
    {
        ControlDetail before = await Api.GetAsync<ControlDetail>("/api/control");
        System.IsAway = true;
        try
        {
            using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, "/api/config/simulation-mode", """{"enabled":true}""");
            ProblemContract problem = await RunningApi.ProblemAsync(response, HttpStatusCode.Conflict);
            Assert.Contains("services:simulator:http:0", problem.Detail, StringComparison.Ordinal);
            Assert.Equal((before.Version, before.SimulationMode), await NowAsync());
        }
        finally
        {
            System.IsAway = false;
        }
    }

    [Fact]
    public async Task An_open_order_says_whose_market_it_works_in()
    {
        OrderContract placed = await System.BuyAsync(0.01m, limit: 40_000m);
        JsonElement order = await Api.GetAsync($"/api/orders/{placed.OrderId}");
        Assert.True(order.Deserialize<OrderContract>(ContractsJson.Options)!.Simulated);
    }

    private async Task<(long, bool)> NowAsync()
    {
        ControlDetail now = await Api.GetAsync<ControlDetail>("/api/control");
        return (now.Version, now.SimulationMode);
    }
}

/// <summary>A system without a simulator.</summary>
public sealed class WithoutSimulatorTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Fact]
    public async Task Without_a_configured_simulator_the_mode_is_refused()
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, "/api/config/simulation-mode", """{"enabled":true}""");
        ProblemContract problem = await RunningApi.ProblemAsync(response, HttpStatusCode.Conflict);
        Assert.Contains("services:simulator:http:0 gives no address", problem.Detail, StringComparison.Ordinal);
    }
}
