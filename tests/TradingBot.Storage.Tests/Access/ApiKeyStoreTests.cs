using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage.Access;
using TradingBot.Storage.Reading;

namespace TradingBot.Storage.Tests.Access;

public sealed class ApiKeyStoreTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_found_by_its_text_until_it_expires_or_is_revoked_and_its_text_is_nowhere()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        ApiKeyStore store = services.GetRequiredService<ApiKeyStore>();
        (ApiKey lasting, string text) = await store.CreateAsync("phone", "viewer", null, "admin", Cancellation);
        (_, string expiredText) = await store.CreateAsync("old", "admin", DateTimeOffset.UtcNow.AddSeconds(-1), "admin", Cancellation);
        Assert.Equal(lasting.KeyId, (await store.FindAsync(text, Cancellation))?.KeyId);
        Assert.Null(await store.FindAsync(expiredText, Cancellation));
        Assert.Null(await store.FindAsync(text + "0", Cancellation));
        Assert.True(await store.RevokeAsync(lasting.KeyId, Cancellation));
        Assert.False(await store.RevokeAsync(lasting.KeyId, Cancellation));
        Assert.Null(await store.FindAsync(text, Cancellation));
        Assert.Equal(2, (await store.ListAsync(Cancellation)).Count);
        await using TradingBotDbContext read = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        Assert.DoesNotContain(await read.ApiKeys.ToListAsync(Cancellation), row => System.Text.Json.JsonSerializer.Serialize(row).Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Usage_adds_up_within_the_hour()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        ApiUsageStore usage = services.GetRequiredService<ApiUsageStore>();
        DateTimeOffset now = new(2026, 11, 22, 12, 30, 0, TimeSpan.Zero);
        await usage.AddAsync(ApiUsageStore.Exchange, [new("binance", "/api/v3/depth", 2, 100, 1)], now, Cancellation);
        await usage.AddAsync(ApiUsageStore.Exchange, [new("binance", "/api/v3/depth", 1, 50, 0)], now.AddMinutes(29), Cancellation);
        await usage.AddAsync(ApiUsageStore.Exchange, [new("binance", "/api/v3/depth", 1, 50, 0)], now.AddMinutes(30), Cancellation);
        await using TradingBotDbContext read = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        Assert.Equal([(3L, 150L, 1L), (1L, 50L, 0L)], (await read.ApiUsage.OrderBy(row => row.Hour).ToListAsync(Cancellation)).Select(row => (row.Requests, row.Weight, row.Errors)));
    }
}
