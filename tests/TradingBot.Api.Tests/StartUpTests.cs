using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TradingBot.Api.Live;
using TradingBot.Api.Tests.Running;
using TradingBot.Storage;

namespace TradingBot.Api.Tests;

public sealed class StartUpTests
{
    private const string Nowhere = "--ConnectionStrings:trading_bot=Host=127.0.0.1;Port=1;Database=trading_bot;Username=nobody;Password=secret-word";

    // Every registration is resolved when the container is built: ApiApplication asks for ValidateOnBuild.
    [Fact]
    public async Task The_host_is_built_with_everything_it_needs()
    {
        await using var app = ApiApplication.Build([Nowhere]);
        Assert.Empty(app.Services.GetRequiredService<LiveHub>().Watched);
    }

    [Fact]
    public void Without_a_connection_string_it_says_which_is_missing()
    {
        StorageException missing = Assert.Throws<StorageException>(() => ApiApplication.Build(["--ConnectionStrings:trading_bot="]));
        Assert.Contains("ConnectionStrings:trading_bot", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_out_of_range_stops_the_start_and_is_named()
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = ApiApplication.Build([Nowhere, "--Access:RequestsPerSecond=0", "--urls=http://127.0.0.1:0"]);
            await app.StartAsync(TestContext.Current.CancellationToken);
        });
        Assert.Contains("RequestsPerSecond", refused.Message, StringComparison.Ordinal);
    }
}

public sealed class OpenApiTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Fact]
    public async Task The_document_lists_every_path_with_its_body()
    {
        JsonElement document = await Api.GetAsync("/openapi/v1.json");
        JsonElement paths = document.GetProperty("paths");
        foreach (string path in new[]
                 {
                     "/api/orders", "/api/orders/{orderId}", "/api/health/safety", "/api/emergency/stop-all-trading", "/api/config/rate-limit", "/api/stream",
                     "/api/market-data/{venue}/{symbol}/candles", "/api/portfolio/summary", "/api/reports/daily-performance",
                 })
            Assert.True(paths.TryGetProperty(path, out _), path);
        JsonElement post = paths.GetProperty("/api/orders").GetProperty("post");
        string schema = post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!;
        Assert.EndsWith("PlaceOrderRequest", schema, StringComparison.Ordinal);
        Assert.True(post.GetProperty("responses").TryGetProperty("422", out _));
        JsonElement quantity = document.GetProperty("components").GetProperty("schemas").GetProperty("ExecutionContract").GetProperty("properties").GetProperty("quantity");
        Assert.Equal(("string", "decimal"), (quantity.GetProperty("type").GetString(), quantity.GetProperty("format").GetString()));
    }
}
