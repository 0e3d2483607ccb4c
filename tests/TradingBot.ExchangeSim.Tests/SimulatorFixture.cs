using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests;

/// <summary>One simulator of the generated market at ten times real speed, with an HTTP client; for tests that switch no fault on.</summary>
public sealed class SimulatorFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private SimulatorHost? _host;
    private HttpClient? _http;

    public SimulatorHost Host => _host ?? throw new InvalidOperationException("The fixture has not been started.");

    public HttpClient Http => _http ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>Generous: a busy machine is not a defect.</summary>
    public static CancellationToken Deadline() =>
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(Patience).Token).Token;

    public async ValueTask InitializeAsync()
    {
        _host = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 5, WarmUp = TimeSpan.FromMinutes(3), Speed = 10, EnforceRateLimits = false });
        _http = new HttpClient { BaseAddress = _host.Address };
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        JsonElement.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));

    /// <summary>Status and body of a request that may be refused.</summary>
    public async Task<(int Status, string Body)> TryGetAsync(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SimulatorTests : ICollectionFixture<SimulatorFixture>
{
    public const string Name = "simulator";
}
