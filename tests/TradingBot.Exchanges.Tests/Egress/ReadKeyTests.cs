using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Kucoin;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>The optional key over real sockets, against the simulated venue.</summary>
public sealed class ReadKeyTests : IAsyncLifetime
{
    private const string Id = "6705f5c311545b000157d3eb", Secret = "b9c3-planted-secret-77aa", Passphrase = "planted-passphrase";
    private const string Info = """{"code":"200000","data":{"remark":"r","apiKey":"6705f5c311545b000157d3eb","apiVersion":3,"permission":"General","ipWhitelist":"","createdAt":1,"uid":1,"isMaster":true}}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-key-test-").FullName;
    private SimulatorHost _exchange = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KucoinKeys Venue => _exchange.KucoinKeys;

    public async ValueTask InitializeAsync()
    {
        _exchange = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromSeconds(2) });
        Venue.Key = new(Id, Secret, Passphrase, "General");
    }

    public async ValueTask DisposeAsync()
    {
        await _exchange.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData($$"""{"key": "{{Id}}", "secret": "{{Secret}}", "passphrase": "{{Passphrase}}"}""")]
    [InlineData($"{Id}\n{Secret}\n{Passphrase}\n")]
    public async Task A_key_that_may_only_read_opens_the_full_book_and_nothing_else(string file)
    {
        await using ServiceProvider services = Compose(Write(file));
        KuCoinReadKey key = services.GetRequiredService<KuCoinReadKey>();
        EgressGuard guard = services.GetRequiredService<EgressGuard>();
        Assert.Equal("the path is no public market data path", Probe(guard, "api/v3/market/orderbook/level2?symbol=BTC-USDT"));

        await key.ProbeAsync(Cancellation);

        Assert.True(key.State == ReadKeyState.Good, key.Evidence);
        ExchangeAnswer book = await services.GetRequiredService<ExchangeHttp>().SendAsync(HttpMethod.Get, new(_exchange.Address, "/api/v3/market/orderbook/level2?symbol=BTC-USDT"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, book.Status);
        Assert.Equal(["GET /api/v1/user/api-key", "GET /api/v3/market/orderbook/level2"], Venue.Signed);
        foreach (string path in (string[])["api/v1/user/api-key?x=1", "api/v1/user/info", "api/v1/accounts", "api/v3/market/orderbook/level2/x", "api/v1/user/api-key/"]) Assert.NotNull(Probe(guard, path));
        using HttpRequestMessage post = new(HttpMethod.Post, new Uri(_exchange.Address, "/api/v1/user/api-key"));
        Assert.NotNull(guard.Probe(post));
        // Nobody else may bring a signature.
        using HttpRequestMessage signed = new(HttpMethod.Get, new Uri(_exchange.Address, "/api/v1/user/api-key")) { Headers = { { "KC-API-KEY", Id } } };
        Assert.Equal("the header KC-API-KEY is not allowed here", guard.Probe(signed));
        Assert.Equal(0, guard.Denials);
        // What the guard let through is known to who watches the process's connections.
        Assert.True(guard.Connections.Contains(new(IPAddress.Loopback, _exchange.Address.Port)));
        Assert.False(guard.Connections.Contains(new(IPAddress.Loopback, 1)));
    }

    [Fact]
    public async Task A_key_for_one_market_is_asked_and_opens_nothing_while_another_is_read()
    {
        await using ServiceProvider services = Compose(Write($"{Id}\n{Secret}\n{Passphrase}\n"));
        KuCoinReadKey key = services.GetRequiredService<KuCoinReadKey>();
        EgressGuard guard = services.GetRequiredService<EgressGuard>();
        await key.ProbeAsync(Cancellation);
        Assert.Null(Probe(guard, "api/v1/user/api-key"));

        guard.Switch(EgressAllowList.Live());
        await key.ProbeAsync(Cancellation);

        Assert.NotNull(Probe(guard, "api/v1/user/api-key"));
        Assert.Single(Venue.Signed);
        Assert.Equal((ReadKeyState.Good, 0L), (key.State, guard.Denials));
        guard.Switch(EgressAllowList.Simulated(_exchange.Address));
        Assert.Null(Probe(guard, "api/v3/market/orderbook/level2?symbol=BTC-USDT"));
    }

    public static TheoryData<string> Permissions
    {
        get
        {
            string[] powers = ["General", "Spot", "Margin", "Futures", "InnerTransfer", "Transfer", "Earn"];
            TheoryData<string> data = ["general", "General ", "GENERAL", "Generals", "General,"];
            for (int set = 0; set < 1 << powers.Length; set++)
                if (set != 1) data.Add(string.Join(',', powers.Where((_, at) => (set & (1 << at)) != 0)));
            return data;
        }
    }

    [Fact]
    public void Only_the_one_safe_set_of_permissions_of_all_passes()
    {
        Assert.Null(KuCoinKeyInfo.ReasonAgainst(HttpStatusCode.OK, System.Text.Encoding.UTF8.GetBytes(Info), Id));
        foreach (string permission in Permissions.Select(row => row.Data))
        {
            byte[] answer = System.Text.Encoding.UTF8.GetBytes(Info.Replace("\"General\"", $"\"{permission}\"", StringComparison.Ordinal));
            Assert.NotNull(KuCoinKeyInfo.ReasonAgainst(HttpStatusCode.OK, answer, Id));
        }
    }

    [Theory]
    [InlineData("General,Spot")]
    [InlineData("General,Transfer")]
    [InlineData("Spot")]
    [InlineData("")]
    public async Task A_key_that_may_do_more_or_less_than_read_is_discarded(string permission)
    {
        Venue.Key = Venue.Key! with { Permission = permission };
        await IsDiscardedAsync(Write($"{Id}\n{Secret}\n{Passphrase}"), "permission must be exactly General");
    }

    [Theory]
    [InlineData("\"isMaster\":true", "\"isMaster\":true,\"canTrade\":false", "field that is not known")]
    [InlineData("\"permission\":\"General\"", "\"permission\":\"General\",\"permission\":\"Spot\"", "permission twice")]
    [InlineData("\"permission\":\"General\",", "", "did not say what the key may do")]
    [InlineData("\"permission\":\"General\"", "\"permission\":[\"General\"]", "did not say what the key may do")]
    [InlineData("6705f5c311545b000157d3eb", "another", "another key")]
    [InlineData("200000", "400100", "refused to say")]
    [InlineData("\"code\":\"200000\",", "\"code\":\"200000\",\"permission\":\"Spot\",", "field that is not known")]
    [InlineData(Info, "{\"code\":\"200000\"}", "no data")]
    [InlineData(Info, "<html>maintenance</html>", "not JSON")]
    [InlineData(Info, "", "not JSON")]
    public async Task Any_other_answer_discards_the_key(string part, string instead, string reason)
    {
        Venue.Answer = Info.Replace(part, instead, StringComparison.Ordinal);
        await IsDiscardedAsync(Write($"{Id}\n{Secret}\n{Passphrase}"), reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "500")]
    [InlineData(HttpStatusCode.Redirect, "302")]
    [InlineData(HttpStatusCode.Unauthorized, "401")]
    public async Task A_failing_venue_discards_the_key(HttpStatusCode status, string reason)
    {
        (Venue.Status, Venue.Answer) = (status, Info);
        await IsDiscardedAsync(Write($"{Id}\n{Secret}\n{Passphrase}"), reason);
    }

    [Fact]
    public async Task A_venue_that_does_not_answer_in_time_discards_the_key()
    {
        Venue.Delay = TimeSpan.FromMinutes(1);
        await IsDiscardedAsync(Write($"{Id}\n{Secret}\n{Passphrase}"), "TaskCanceledException", ("Exchanges:RequestTimeout", "00:00:01"));
    }

    [Theory]
    [InlineData("wrong secret", "6705f5c311545b000157d3eb\nanother-secret\nplanted-passphrase")]
    [InlineData("wrong passphrase", "6705f5c311545b000157d3eb\nb9c3-planted-secret-77aa\nanother")]
    public async Task A_wrong_signature_is_refused_by_the_venue_and_discards_the_key(string what, string file)
    {
        Assert.NotEmpty(what);
        await IsDiscardedAsync(Write(file), "401");
        Assert.Empty(Venue.Signed);
    }

    [Theory]
    [InlineData("one line only", "should be")]
    [InlineData("{\"key\": \"a\", \"secret\": \"b\"}", "should be")]
    [InlineData("{\"key\": \"a\", \"secret\": \"b\", \"passphrase\": \"c\", \"trade\": \"yes\"}", "should be")]
    [InlineData("{\"key\": ", "should be")]
    [InlineData("", "should be")]
    public async Task A_file_of_another_shape_is_not_used_and_not_repeated(string text, string reason)
    {
        await IsDiscardedAsync(Write(text), reason);
        Assert.Empty(Venue.Signed);
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_not_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such mode");
        string file = Write($"{Id}\n{Secret}\n{Passphrase}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await IsDiscardedAsync(file, "chmod 600");
        await IsDiscardedAsync(Path.Combine(_folder, "no-such-file"), "is not there");
        Assert.Empty(Venue.Signed);
    }

    [Fact]
    public async Task A_good_key_that_gets_a_power_later_is_discarded_at_the_next_probe()
    {
        await using ServiceProvider services = Compose(Write($"{Id}\n{Secret}\n{Passphrase}"));
        KuCoinReadKey key = services.GetRequiredService<KuCoinReadKey>();
        await key.ProbeAsync(Cancellation);
        Assert.Equal(ReadKeyState.Good, key.State);
        Venue.Key = Venue.Key! with { Permission = "General,Spot" };
        await key.ProbeAsync(Cancellation);
        Assert.Equal(ReadKeyState.Discarded, key.State);
        Assert.NotNull(Probe(services.GetRequiredService<EgressGuard>(), "api/v3/market/orderbook/level2?symbol=BTC-USDT"));
        await key.ProbeAsync(Cancellation);
        Assert.Equal(ReadKeyState.Discarded, key.State);
    }

    [Fact]
    public void The_signer_signs_two_requests_and_nothing_else()
    {
        Assert.Equal(["/api/v1/user/api-key", "/api/v3/market/orderbook/level2"], Enum.GetValues<SignedGet>().Select(KuCoinSigner.PathOf));
        Assert.False(typeof(KuCoinSigner).IsPublic || typeof(SignedGet).IsPublic || typeof(SignedAccess).IsPublic || typeof(KuCoinKey).IsPublic);
        using KuCoinSigner signer = new(KuCoinKey.Read(Write($"{Id}\n{Secret}\n{Passphrase}")), TimeProvider.System);
        foreach ((HttpMethod method, string address) in ((HttpMethod, string)[])[(HttpMethod.Post, "https://api.kucoin.com/api/v1/user/api-key"), (HttpMethod.Get, "https://api.kucoin.com/api/v1/accounts")])
        {
            using HttpRequestMessage request = new(method, address);
            Assert.Throws<InvalidOperationException>(() => signer.Sign(SignedGet.KeyInfo, request));
            Assert.Empty(request.Headers);
        }
    }

    private async Task IsDiscardedAsync(string file, string reason, params (string Key, string Value)[] settings)
    {
        List<string> log = [];
        await using ServiceProvider services = Compose(file, log, settings);
        KuCoinReadKey key = services.GetRequiredService<KuCoinReadKey>();
        List<string> told = [];
        key.Changed += (state, evidence) => told.Add($"{state}: {evidence}");
        await key.ProbeAsync(Cancellation);
        Assert.Equal(ReadKeyState.Discarded, key.State);
        Assert.Contains(reason, Assert.Single(told), StringComparison.Ordinal);
        EgressGuard guard = services.GetRequiredService<EgressGuard>();
        foreach (SignedGet what in Enum.GetValues<SignedGet>()) Assert.NotNull(Probe(guard, KuCoinSigner.PathOf(what)[1..]));
        foreach (string secret in (string[])[Id, Secret, Passphrase])
            Assert.DoesNotContain(told.Concat(log), text => text.Contains(secret, StringComparison.Ordinal));
    }

    private string? Probe(EgressGuard guard, string pathAndQuery)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"{_exchange.Address}{pathAndQuery}"));
        return guard.Probe(request);
    }

    private string Write(string text)
    {
        string file = Path.Combine(_folder, $"{Guid.NewGuid():N}.key");
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private ServiceProvider Compose(string file, List<string>? log = null, params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Exchanges:Feed", "simulated"), new("services:simulator:http:0", _exchange.Address.ToString()), new(KuCoinReadKey.Setting, file),
            .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ]).Build();
        Assert.Empty(ExchangeKeys.Check(configuration.AsEnumerable()));
        return new ServiceCollection().AddSingleton(configuration).AddMetrics()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Listening(log ?? []))).AddExchanges(configuration).BuildServiceProvider();
    }

    private sealed class Listening(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
