using System.Net;
using System.Reflection;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;

namespace TradingBot.SafetyProof.Guard;

/// <summary>
/// The egress guard of an assembly: the product's, or a copy that was spoiled on purpose. Both are reached in the same way, so that what
/// is proven about one is proven with the very attacks that find the other.
/// </summary>
internal sealed class GuardUnderTest : IDisposable
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions;

    private delegate string? FrameCheck(ReadOnlySpan<byte> frame);

    private readonly FeedMetrics _metrics = new(new FeedStatusBoard(TimeProvider.System));
    private readonly Assembly _assembly;
    private readonly object _guard;
    private readonly FrameCheck _checkFrame;
    private readonly Func<long> _denials;
    private readonly Func<long> _violations;

    public GuardUnderTest(Assembly assembly, ExchangesOptions options)
    {
        _assembly = assembly;
        Type guard = Type("EgressGuard");
        object list = Type("EgressAllowList").GetMethod(nameof(EgressAllowList.For), Any)!.Invoke(null, Any, null, [options, null], null)!;
        _guard = Activator.CreateInstance(guard, list, _metrics)!;
        Check = Bind<Func<HttpRequestMessage, string?>>(nameof(EgressGuard.Check));
        Probe = Bind<Func<HttpRequestMessage, string?>>(nameof(EgressGuard.Probe));
        CheckSocket = guard.GetMethod(nameof(EgressGuard.CheckSocket), [typeof(Uri)])!.CreateDelegate<Func<Uri, string?>>(_guard);
        CheckNamedSocket = Bind<Func<Uri, string?>>(nameof(EgressGuard.CheckNamedSocket));
        CheckResolved = Bind<Func<string, IPAddress, bool>>(nameof(EgressGuard.CheckResolved));
        _checkFrame = Bind<FrameCheck>(nameof(EgressGuard.CheckFrame));
        _denials = guard.GetProperty(nameof(EgressGuard.Denials))!.GetMethod!.CreateDelegate<Func<long>>(_guard);
        _violations = guard.GetProperty(nameof(EgressGuard.Violations))!.GetMethod!.CreateDelegate<Func<long>>(_guard);
        guard.GetEvent(nameof(EgressGuard.Denied))!.AddEventHandler(_guard, (EgressDenial denial) =>
        {
            Reported++;
            LastDenial = denial;
        });
        RestAddress = venue => (Uri)Type("EgressAllowList").GetMethod(nameof(EgressAllowList.RestAddress), Any)!.Invoke(null, Any, null, [options, venue, null], null)!;
        BinanceStreams = (Uri)Type("EgressAllowList").GetMethod(nameof(EgressAllowList.BinanceStreams), Any)!.Invoke(null, Any, null, [options, null], null)!;
        // What the product's own list has, also where a spoiled copy has another.
        Rules = EgressAllowList.For(options).Rules;
    }

    public static Assembly Product => typeof(EgressGuard).Assembly;

    public Func<HttpRequestMessage, string?> Check { get; }

    public Func<HttpRequestMessage, string?> Probe { get; }

    public Func<Uri, string?> CheckSocket { get; }

    /// <summary>For an address that a venue's answer named.</summary>
    public Func<Uri, string?> CheckNamedSocket { get; }

    public Func<string, IPAddress, bool> CheckResolved { get; }

    public IReadOnlyList<EgressRule> Rules { get; }

    /// <summary>Where the feeds send a venue's requests.</summary>
    public Func<Venue, Uri> RestAddress { get; }

    /// <summary>Where the feeds open Binance's streams.</summary>
    public Uri BinanceStreams { get; }

    /// <summary>Refusals by the guard's own count.</summary>
    public long Denials => _denials();

    /// <summary>Those of them that are ours.</summary>
    public long Violations => _violations();

    /// <summary>Refusals that were reported; attacks come one after another.</summary>
    public long Reported { get; private set; }

    public EgressDenial? LastDenial { get; private set; }

    public string? CheckFrame(ReadOnlySpan<byte> frame) => _checkFrame(frame);

    public HttpMessageHandler CreateHandler() => (HttpMessageHandler)Type("ExchangeConnector").GetMethod("Create", Any)!.Invoke(null, Any, null, [_guard], null)!;

    public bool IsRefusal(Exception failure) => failure.GetType() == Type("EgressDeniedException");

    /// <summary>A request as the feeds make them.</summary>
    public async Task<(int Status, int Length)> SendAsync(HttpMethod method, Uri address, TimeSpan? limit, CancellationToken cancellation)
    {
        Type type = Type("ExchangeHttp");
        using var http = (IDisposable)Activator.CreateInstance(type, Any, null, [_guard, limit], null)!;
        var sending = (Task)type.GetMethod("SendAsync", Any)!.Invoke(http, Any, null, [method, address, cancellation], null)!;
        await sending;
        object answer = ResultOf(sending);
        return ((int)(HttpStatusCode)answer.GetType().GetProperty("Status")!.GetValue(answer)!, ((byte[])answer.GetType().GetProperty("Body")!.GetValue(answer)!).Length);
    }

    /// <summary>A socket as the feeds open them.</summary>
    public async Task<SocketUnderTest> OpenSocketAsync(Uri address, CancellationToken cancellation)
    {
        var opening = (Task)Type("ExchangeSocket").GetMethod("OpenAsync", Any)!.Invoke(null, Any, null, [_guard, address, false, cancellation], null)!;
        await opening;
        return new(ResultOf(opening));
    }

    public void Dispose() => _metrics.Dispose();

    private Type Type(string name) => _assembly.GetType($"{typeof(EgressGuard).Namespace}.{name}", throwOnError: true)!;

    private TDelegate Bind<TDelegate>(string method)
        where TDelegate : Delegate => _guard.GetType().GetMethod(method, Any)!.CreateDelegate<TDelegate>(_guard);

    private static object ResultOf(Task done) => done.GetType().GetProperty("Result")!.GetValue(done)!;

    /// <summary>An open exchange socket.</summary>
    internal sealed class SocketUnderTest(object socket) : IDisposable
    {
        public Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation) =>
            (Task)socket.GetType().GetMethod("SendAsync", Any)!.Invoke(socket, Any, null, [frame, cancellation], null)!;

        public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellation) =>
            (ValueTask<ReadOnlyMemory<byte>?>)socket.GetType().GetMethod("ReceiveAsync", Any)!.Invoke(socket, Any, null, [cancellation], null)!;

        public void Dispose() => ((IDisposable)socket).Dispose();
    }
}
