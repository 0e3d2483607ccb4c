using System.Net.WebSockets;
using System.Reflection;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.SafetyProof.Guard;

/// <summary>
/// The whole corpus against an egress guard, with nothing else in the way. What could reach something real if the guard had a hole is only
/// decided; what is sent goes through the guard's own handler and socket factory to a decoy on this machine that counts.
/// </summary>
/// <param name="assembly">Where the guard comes from.</param>
/// <param name="routes">The corpus, or a sample of it.</param>
/// <param name="stopAtFirst">Whether one hole is enough to know.</param>
internal sealed partial class GuardTrial(Assembly assembly, IReadOnlyList<AttackRoute> routes, bool stopAtFirst = false)
{
    private const string RequestLayer = "L4 egress guard";
    private const string FrameLayer = "L5 frame guard";

    private readonly List<Tally> _tallies = [];

    /// <summary>Runs everything; what must pass first, since most errors show there.</summary>
    public async Task<IReadOnlyList<Tally>> RunAsync(CancellationToken cancellation)
    {
        // Every refusal records its stack, and tens of thousands of deep ones take long.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Func<Task>[] parts =
        [
            () => Run(AllowListPasses), () => Run(FramesPass), () => Run(AddressesAreJudged), () => Run(DetailsAreRefused), () => Run(FramesAreRefused), () => Run(SocketsAreRefused),
            () => AllowListReachesAsync(cancellation), () => TrafficIsBoundAsync(cancellation), () => Run(RoutesAreRefusedAtTheExchanges), () => RoutesDoNotReachTheDecoyAsync(cancellation),
        ];
        foreach (Func<Task> part in parts)
        {
            await part();
            if (stopAtFirst && _tallies.Exists(tally => tally.Holes.Count > 0)) break;
        }
        return _tallies;
    }

    private static Task Run(Action part)
    {
        part();
        return Task.CompletedTask;
    }

    private Tally Begin(string layer, string group)
    {
        Tally tally = new(layer, group);
        _tallies.Add(tally);
        return tally;
    }

    private GuardUnderTest Live() => new(assembly, new ExchangesOptions());

    private GuardUnderTest Simulated(Uri address) => new(assembly, new ExchangesOptions { Feed = FeedSource.Simulated, Simulator = address });

    private GuardUnderTest Behind(Uri gateway)
    {
        ExchangesOptions options = new();
        options.Gateways[Venue.Binance] = gateway;
        options.Gateways[Venue.KuCoin] = gateway;
        return new(assembly, options);
    }

    private void RoutesAreRefusedAtTheExchanges()
    {
        Tally tally = Begin(RequestLayer, "every route in every variant, at the exchanges' hosts and elsewhere (decided only)");
        using GuardUnderTest guard = Live();
        foreach (AttackRoute route in routes)
        {
            Uri origin = route.IsBinance ? EgressAllowList.BinanceRest : EgressAllowList.KuCoinRest;
            foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, origin).Concat(AttackVariants.Elsewhere(route))) Decide(tally, guard, route.ToString(), attack);
            if (stopAtFirst && tally.Holes.Count > 0) return;
        }
    }

    private async Task RoutesDoNotReachTheDecoyAsync(CancellationToken cancellation)
    {
        Tally tally = Begin(RequestLayer, "every route in every variant, sent through the guard to a decoy");
        await using DecoyExchange decoy = new();
        using GuardUnderTest guard = Simulated(decoy.Address);
        using HttpMessageInvoker client = new(guard.CreateHandler());
        foreach (AttackRoute route in routes)
        {
            foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, decoy.Address))
            {
                using HttpRequestMessage request = attack.Request();
                await AttemptAsync(tally, guard, () => $"{route}: {attack.Name}", async () => (await client.SendAsync(request, cancellation)).Dispose());
            }
            Uri socket = new UriBuilder(decoy.Address) { Scheme = "ws", Path = route.Path }.Uri;
            await AttemptAsync(tally, guard, () => $"{route}: through the socket factory", async () => (await guard.OpenSocketAsync(socket, cancellation)).Dispose());
            if (stopAtFirst && tally.Holes.Count > 0) return;
        }
        if (decoy.Connections > 0) tally.Holes.Add($"{decoy.Connections} connections and {decoy.Bytes} bytes reached the decoy");
    }

    private void SocketsAreRefused()
    {
        Tally tally = Begin(RequestLayer, "trading sockets and FIX endpoints (decided only)");
        using GuardUnderTest guard = Live();
        foreach (AttackSocket socket in AttackCorpus.Sockets)
        {
            Refusal(tally, guard, () => $"{socket}: opened as a socket", () => guard.CheckSocket(socket.Address) is not null);
            Refusal(tally, guard, () => $"{socket}: named by a venue", () => guard.CheckNamedSocket(socket.Address) is not null, isOurs: false);
            foreach (string scheme in (string[])["https", "wss"])
                Decide(tally, guard, socket.ToString(), new($"by {scheme}", () => new(HttpMethod.Get, new UriBuilder(socket.Address) { Scheme = scheme }.Uri)));
        }
    }

    private void FramesAreRefused()
    {
        Tally tally = Begin(FrameLayer, "every trading method in every variant of a frame");
        using GuardUnderTest guard = Live();
        IEnumerable<string> methods = AttackCorpus.Sockets.Where(socket => socket.Kind == "ws").SelectMany(socket => AttackFrames.Of(socket.Method));
        foreach (string frame in methods.Concat(AttackFrames.Others))
            Refusal(tally, guard, () => frame, () => guard.CheckFrame(Encoding.UTF8.GetBytes(frame)) is not null, EgressLayer.Frame);
        Refusal(tally, guard, () => "bytes that are no letters", () => guard.CheckFrame("{\"id\":\"1\",\"type\":\"\xff\"}"u8) is not null, EgressLayer.Frame);
        Refusal(tally, guard, () => "a key in a frame", () => guard.CheckFrame("{\"id\":1,\"method\":\"session.logon\",\"params\":{\"apiKey\":\"planted\"}}"u8) is not null, EgressLayer.Frame);
        tally.Count(guard.LastDenial?.Target.Contains("planted", StringComparison.Ordinal) == false, () => "a refused frame's key is written down");
    }

    private void FramesPass()
    {
        Tally tally = Begin(FrameLayer, "what feeds write passes");
        using GuardUnderTest guard = Live();
        foreach (string frame in AllowedExamples.Frames)
            tally.Count(guard.CheckFrame(Encoding.UTF8.GetBytes(frame)) is null && guard.Denials == 0, () => $"refused: {frame}");
    }

    private static void Decide(Tally tally, GuardUnderTest guard, string target, Attack attack)
    {
        using HttpRequestMessage request = attack.Request();
        Refusal(tally, guard, () => $"{target}: {attack.Name}", () => guard.Check(request) is not null);
    }

    /// <summary>Held only if it was refused, counted once and reported once.</summary>
    private static void Refusal(Tally tally, GuardUnderTest guard, Func<string> what, Func<bool> isRefused, EgressLayer layer = EgressLayer.Request, bool isOurs = true)
    {
        (long counted, long violations, long reported) = (guard.Denials, guard.Violations, guard.Reported);
        bool refused = isRefused();
        tally.Count(refused && guard.Denials == counted + 1 && guard.Violations == violations + (isOurs ? 1 : 0) && guard.Reported == reported + 1
            && guard.LastDenial is { } denial && denial.Layer == layer && denial.IsOurs == isOurs,
            () => $"{what()} (refused: {refused}, counted {guard.Denials - counted} times, reported {guard.Reported - reported} times)");
    }

    private static async Task AttemptAsync(Tally tally, GuardUnderTest guard, Func<string> what, Func<Task> send)
    {
        (long counted, long reported) = (guard.Denials, guard.Reported);
        string outcome = "sent";
        try
        {
            await send();
        }
        catch (Exception failure) when (guard.IsRefusal(failure))
        {
            outcome = "refused";
        }
        catch (Exception failure) when (failure is HttpRequestException or WebSocketException or NotSupportedException or ArgumentException or OperationCanceledException)
        {
            // It went past the guard and failed later: a hole all the same.
            outcome = failure.GetType().Name;
        }
        tally.Count(outcome == "refused" && guard.Denials == counted + 1 && guard.Reported == reported + 1,
            () => $"{what()} ({outcome}, counted {guard.Denials - counted} times, reported {guard.Reported - reported} times)");
    }
}
