using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;

namespace TradingBot.Exchanges.Egress.Watch;

/// <summary>
/// Sends forbidden requests and frames through the guard that everything else passes too, and expects each to be refused. Behind the guard there is no network
/// here, so that a hole shows but nothing leaves.
/// </summary>
/// <remarks>What it is refused is counted apart (<c>paper_guard_canary_refusals</c>): it is no attempt at a real trade.</remarks>
[SuppressMessage("ApiDesign", "RS0030", Justification = "Its requests end in a handler without a network.")]
public sealed class EgressCanary : IDisposable
{
    private static readonly AsyncLocal<bool> Flying = new();
    private readonly EgressGuard _guard;
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Counter<long> _refusals;
    private long _succeededAt;

    /// <summary>Takes the guard to try.</summary>
    public EgressCanary(EgressGuard guard, TimeProvider time, IMeterFactory? factory = null)
    {
        (_guard, _time) = (guard, time);
        _meter = factory?.Create("TradingBot.Exchanges.Canary") ?? new Meter("TradingBot.Exchanges.Canary");
        _refusals = _meter.CreateCounter<long>("paper_guard_canary_refusals", description: "Forbidden requests and frames of the canary that the guard refused.");
        _meter.CreateObservableGauge("paper_guard_canary_last_success_timestamp", () => Interlocked.Read(ref _succeededAt), "s",
            "When the guard last refused everything that the canary tried, Unix time; 0 before the first time.");
    }

    /// <summary>Whether what runs now is the canary's.</summary>
    internal static bool IsFlying => Flying.Value;

    /// <summary>Tries everything.</summary>
    /// <param name="requests">Requests that must be refused.</param>
    /// <param name="frames">Frames that must not be written to a socket.</param>
    /// <param name="cancellation">Ends the try.</param>
    /// <returns>What was not refused; empty where the guard holds.</returns>
    public async Task<IReadOnlyList<string>> FlyAsync(IReadOnlyList<(HttpMethod Method, string Address)> requests, IReadOnlyList<string> frames, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(frames);
        List<string> passed = [];
        // Holds for this flight alone: what an asynchronous method sets is not seen by who called it.
        Flying.Value = true;
        foreach ((HttpMethod method, string address) in requests)
            if (await IsSentAsync(method, address, cancellation)) passed.Add($"{method} {address}");
        foreach (string frame in frames)
            if (_guard.CheckFrame(Encoding.UTF8.GetBytes(frame)) is null) passed.Add(frame);
        foreach (IPAddress address in (ReadOnlySpan<IPAddress>)[IPAddress.Any, new(0xFEFFFEA9)])
            if (_guard.CheckResolved("canary.invalid", address)) passed.Add($"a host that is at {address}");
        _refusals.Add(requests.Count + frames.Count + 2 - passed.Count);
        if (passed.Count == 0) Interlocked.Exchange(ref _succeededAt, _time.GetUtcNow().ToUnixTimeSeconds());
        return passed;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private async Task<bool> IsSentAsync(HttpMethod method, string address, CancellationToken cancellation)
    {
        using HttpMessageInvoker invoker = new(ExchangeConnector.Guard(_guard, new DeadEnd()));
        using HttpRequestMessage request = new(method, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        try
        {
            using HttpResponseMessage answer = await invoker.SendAsync(request, cancellation);
            return true;
        }
        catch (EgressDeniedException)
        {
            return false;
        }
    }

    private sealed class DeadEnd : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.MisdirectedRequest));
    }
}
