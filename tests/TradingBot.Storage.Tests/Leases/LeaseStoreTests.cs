using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Leases;

namespace TradingBot.Storage.Tests.Leases;

public sealed class LeaseStoreTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_has_one_holder_at_a_time_and_its_epoch_never_falls()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        await trading.CommitAsync(trading.TakeBatch());
        LeaseStore leases = services.GetRequiredService<LeaseStore>();
        Dictionary<AccountId, long> first = new() { [trading.Account] = 1 };
        Assert.Empty(await leases.AcquireFreeAsync("second", Cancellation));
        Assert.Null(await leases.AcquireNewAsync("second", trading.Account, Cancellation));
        Assert.Equal([trading.Account], await leases.RenewAsync(Trading.WorkerId, first, null, Cancellation));

        await leases.ReleaseAllAsync(Trading.WorkerId, Cancellation);
        Assert.Empty(await leases.RenewAsync(Trading.WorkerId, first, null, Cancellation));
        IReadOnlyDictionary<AccountId, long> second = await leases.AcquireFreeAsync("second", Cancellation);
        Assert.Equal(2, second[trading.Account]);
        await using (NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Application))
        await using (NpgsqlCommand expire = dataSource.CreateCommand("UPDATE worker_leases SET expires_at = clock_timestamp()"))
            await expire.ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(3, (await leases.AcquireFreeAsync(Trading.WorkerId, Cancellation))[trading.Account]);
        Assert.Empty(await leases.RenewAsync("second", second, null, Cancellation));
        Assert.Empty(await leases.RenewAsync(Trading.WorkerId, first, null, Cancellation));
    }

    [Fact]
    public async Task Of_many_workers_that_want_an_account_one_gets_it()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        AccountId account = new(Guid.NewGuid());
        long?[] epochs = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => services.GetRequiredService<LeaseStore>().AcquireNewAsync($"worker-{number}", account, Cancellation)));
        Assert.Equal(1, epochs.Count(epoch => epoch is not null));
    }
}
