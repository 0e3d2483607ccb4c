using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.ExchangeSim.Kucoin;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Commands;
using TradingBot.Worker.Safety;

namespace TradingBot.Worker.Tests.Safety;

/// <summary>The optional key while a worker runs: who asks about it, how often, and what happens when the answer changes.</summary>
public sealed class KeyKeeperTests(ServerFixture servers)
{
    private static readonly KucoinKey ReadOnly = new("6705f5c311545b000157d3eb", "b9c3-planted-secret-77aa", "planted-passphrase", "General");
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KucoinKeys Venue => servers.Exchange.KucoinKeys;

    [Fact]
    public async Task The_key_is_asked_about_every_hour_and_dropped_and_audited_once_it_can_do_more_while_trading_goes_on()
    {
        string folder = Directory.CreateTempSubdirectory("tradingbot-key-test-").FullName;
        string file = Path.Combine(folder, "kucoin.key");
        await File.WriteAllTextAsync(file, $"{ReadOnly.Id}\n{ReadOnly.Secret}\n{ReadOnly.Passphrase}\n", Cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Venue.Key = ReadOnly;
        ToldTime time = new();
        try
        {
            await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, await servers.CreateDatabaseAsync(),
                services => services.AddSingleton(provider => ActivatorUtilities.CreateInstance<KeyKeeper>(provider, time)), (KuCoinReadKey.Setting, file));
            KuCoinReadKey key = worker.Services.GetRequiredService<KuCoinReadKey>();
            AuditLog audit = worker.Services.GetRequiredService<AuditLog>();
            await worker.ReadyAsync();
            Guid account = await worker.OpenAccountAsync();

            ToldTime.Pause first = await time.NextAsync(Cancellation);
            Assert.True(key.State == ReadKeyState.Good, key.Evidence);
            Assert.Equal(TimeSpan.FromHours(1), first.Length);
            int asked = Questions();

            first.End();
            ToldTime.Pause second = await time.NextAsync(Cancellation);
            Assert.Equal((asked + 1, ReadKeyState.Good, TimeSpan.FromHours(1)), (Questions(), key.State, second.Length));

            Venue.Key = ReadOnly with { Permission = "General,Spot" };
            second.End();
            ToldTime.Pause last = await time.NextAsync(Cancellation);
            Assert.Equal((asked + 2, ReadKeyState.Discarded), (Questions(), key.State));
            await WorkerUnderTest.UntilAsync(async () => await CountAsync(audit, AuditEvents.ExchangeKeyDiscarded) == 1);
            Assert.Equal(1, await CountAsync(audit, AuditEvents.ExchangeKeyAccepted));

            // Nobody asks again, though the venue would say now that it is harmless.
            Venue.Key = ReadOnly;
            last.End();
            await worker.Services.GetRequiredService<KeyKeeper>().ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.Equal((asked + 2, ReadKeyState.Discarded), (Questions(), key.State));
            Assert.Equal("none", (await worker.DoAsync(account, Rest)).Reason);
            Assert.Equal(TradingMode.Running, worker.Loop.Order.Mode);
        }
        finally
        {
            Venue.Key = null;
            Directory.Delete(folder, recursive: true);
        }
    }

    private int Questions() => Venue.Signed.Count(path => path == "GET /api/v1/user/api-key");

    private static Task<long> CountAsync(AuditLog audit, string eventType) => audit.CountAsync(eventType, DateTimeOffset.UnixEpoch, Cancellation);

    /// <summary>Time in which a pause ends when the test says so, however long it would be.</summary>
    private sealed class ToldTime : TimeProvider
    {
        private readonly Channel<Pause> _pauses = Channel.CreateUnbounded<Pause>();

        /// <summary>The next pause that somebody makes.</summary>
        public async Task<Pause> NextAsync(CancellationToken cancellation) => await _pauses.Reader.ReadAsync(cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), cancellation);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pause pause = new(callback, state, dueTime);
            _pauses.Writer.TryWrite(pause);
            return pause;
        }

        public sealed class Pause(TimerCallback callback, object? state, TimeSpan length) : ITimer
        {
            public TimeSpan Length => length;

            public void End() => callback(state);

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
