using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Exchanges.Status;

namespace TradingBot.SafetyProof.Beside;

/// <summary>The canary, the memory of what the guard let through, and the look-up of our own services.</summary>
internal sealed partial class BesideTrial
{
    private const string Order = """{"id":1,"method":"order.place"}""", Subscription = """{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}""";

    private async Task CanaryAsync(CancellationToken cancellation)
    {
        using FeedMetrics metrics = new(new FeedStatusBoard(TimeProvider.System));
        EgressGuard guard = new(EgressAllowList.Simulated(venue), metrics);
        int reported = 0;
        guard.Denied += _ => reported++;
        using OneMeter meter = new();
        using EgressCanary canary = new(guard, new StoppedTime(), meter);
        (HttpMethod, string) order = (HttpMethod.Post, new Uri(venue, "/api/v3/order").AbsoluteUri), clock = (HttpMethod.Get, new Uri(venue, "/api/v3/time").AbsoluteUri);

        Hold(meter.Read("paper_guard_canary_last_success_timestamp") == 0, "the canary has succeeded before it flew");
        IReadOnlyList<string> passed = await canary.FlyAsync([order, clock], [Order, Subscription], cancellation);
        Hold(passed.SequenceEqual([$"GET {clock.Item2}", Subscription]), $"the canary does not find what passes, and nothing else: {string.Join(", ", passed)}");
        Hold(meter.Read("paper_guard_canary_last_success_timestamp") == 0 && meter.Read("paper_guard_canary_refusals") == 4, "a canary that found a hole has succeeded");
        passed = await canary.FlyAsync([order], [Order], cancellation);
        Hold(passed.Count == 0, $"a guard that holds is not seen as one: {string.Join(", ", passed)}");
        Hold(meter.Read("paper_guard_canary_last_success_timestamp") == 1_700_000_000 && meter.Read("paper_guard_canary_refusals") == 8, "a canary that found no hole has not succeeded");
        Hold(guard.Denials == 0 && reported == 0 && !EgressCanary.IsFlying, "what the canary tries counts as an attempt");
        Hold(guard.CheckFrame(Encoding.UTF8.GetBytes(Order)) is not null && guard.Denials == 1 && reported == 1, "after the canary nothing counts");
    }

    /// <summary>Where the world outside leads astray: refused all the same, and none of our doing.</summary>
    private async Task AstrayAsync(CancellationToken cancellation)
    {
        using FeedMetrics metrics = new(new FeedStatusBoard(TimeProvider.System));
        UriBuilder byName = new(venue) { Host = "localhost" };
        EgressGuard guard = new(EgressAllowList.Simulated(byName.Uri), metrics) { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")]) };
        using ExchangeHttp http = new(guard, ShortLimit);
        await ThrowsAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, new Uri(byName.Uri, "/api/v3/time"), cancellation), "a name that leads elsewhere is followed");
        Hold(guard.Denials == 1 && guard.Violations == 0, "a name that leads elsewhere is not refused, or a violation of ours");
        Uri order = new("wss://ws-auth.kucoin.com/");
        await ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(guard, order, isNamedByVenue: true, cancellation), "an address that a venue named is opened");
        Hold(guard.Denials == 2 && guard.Violations == 0, "an address that a venue named is a violation of ours");
        await ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(guard, order, isNamedByVenue: false, cancellation), "a trading socket is opened");
        Hold(guard.Denials == 3 && guard.Violations == 1, "a trading socket that we wanted is no violation");
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        EgressConnections connections = new();
        IPAddress[] addresses = [IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("::ffff:203.0.113.2")];
        Hold(!connections.Contains(new(addresses[0], 443)), "a connection is known that nobody opened");
        foreach (IPAddress address in addresses) connections.Allow([address], 443);
        foreach (IPAddress address in (IPAddress[])[.. addresses, IPAddress.Parse("203.0.113.2"), IPAddress.Parse("::ffff:203.0.113.1")])
            Hold(connections.Contains(new(address, 443)) && !connections.Contains(new(address, 444)), $"{address} is not known, or at every port");
        for (int number = 0; number < 4_096; number++) connections.Allow([new([198, 51, (byte)(number / 256), (byte)(number % 256)])], 443);
        Hold(connections.Contains(new(addresses[0], 443)), "an address is forgotten too soon");
        for (int number = 0; number < 8_192; number++) connections.Allow([new([198, 18, (byte)(number / 256), (byte)(number % 256)])], 443);
        Hold(!connections.Contains(new(addresses[0], 443)), "addresses are kept for ever");

        Hold((await ServiceNames.LookUpAsync("203.0.113.9", cancellation)).SequenceEqual([IPAddress.Parse("203.0.113.9")]), "an address is not itself");
        Hold((await ServiceNames.LookUpAsync("localhost", cancellation)).Any(address => address is not null && IPAddress.IsLoopback(address)), "a name is not looked up");
    }

    /// <summary>Reads the canary's own meter, and no other's.</summary>
    private sealed class OneMeter : IMeterFactory
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _last = [];
        private Meter? _meter;

        public OneMeter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, _meter)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
                _last[instrument.Name] = instrument is Counter<long> ? _last.GetValueOrDefault(instrument.Name) + value : value);
        }

        public Meter Create(MeterOptions options)
        {
            _meter = new(options);
            _listener.Start();
            return _meter;
        }

        public long Read(string name)
        {
            _listener.RecordObservableInstruments();
            return _last.GetValueOrDefault(name);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _meter?.Dispose();
        }
    }
}
