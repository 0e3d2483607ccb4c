using System.Net.WebSockets;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Decoy;
using TradingBot.SafetyProof.Gateway;
using TradingBot.SafetyProof.Guard;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Layers;

/// <summary>
/// The layers together and one after the other switched off, by what reaches the decoy. The guard alone and the gateway alone have proofs of their own,
/// which are the runs without the gateway and without the guard.
/// </summary>
internal sealed class LayersProof(IReadOnlyList<AttackRoute> routes)
{
    private const string Layer = "layers";

    public async Task<IReadOnlyList<ProofRow>> RunAsync(CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        List<ProofRow> rows = [await FramesAloneAsync(cancellation), await FramesOffAsync(cancellation)];
        if (NginxGateway.IsAvailable(out string reason)) rows.InsertRange(0, [await AllOnAsync(cancellation), await AllOnFramesAsync(cancellation)]);
        else rows.Insert(0, ProofRow.Missing(Layer, "all layers on", reason));
        return rows;
    }

    /// <summary>Guard, then gateway, then decoy.</summary>
    private async Task<ProofRow> AllOnAsync(CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        await using NginxGateway nginx = await NginxGateway.StartAsync(decoy.Address, simulator: false, cancellation);
        using GuardUnderTest guard = Behind(nginx.Address);
        using HttpMessageInvoker client = new(guard.CreateHandler());
        List<string> holes = [];
        long attacks = 0;
        foreach (AttackRoute route in routes)
            foreach (Attack attack in AttackVariants.AtAllowedOrigin(route, nginx.Address))
            {
                attacks++;
                using HttpRequestMessage request = attack.Request();
                if (!await IsRefusedAsync(guard, async () => (await client.SendAsync(request, cancellation)).Dispose())) holes.Add($"{route}: {attack.Name}");
            }
        if (decoy.Connections > 0 || guard.Denials != attacks || guard.Reported != attacks)
            holes.Add($"{decoy.Connections} connections at the decoy; {guard.Denials} counted and {guard.Reported} reported of {attacks}");
        return ProofRow.From(Layer, "all layers on", attacks, holes, "0 reached the decoy; each refusal counted and reported once");
    }

    /// <summary>A market data socket is open through the gateway, as a feed's is, and an order is to be written to it.</summary>
    private static async Task<ProofRow> AllOnFramesAsync(CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        await using NginxGateway nginx = await NginxGateway.StartAsync(decoy.Address, simulator: false, cancellation);
        using GuardUnderTest guard = Behind(nginx.Address);
        using GuardUnderTest.SocketUnderTest socket = await guard.OpenSocketAsync(new UriBuilder(nginx.Address) { Scheme = "ws", Path = "/stream" }.Uri, cancellation);
        List<string> holes = [];
        long attacks = 0;
        foreach (string frame in AttackCorpus.Sockets.Where(attack => attack.Kind == "ws").SelectMany(attack => AttackFrames.Of(attack.Method)).Concat(AttackFrames.Others))
        {
            attacks++;
            if (!await IsRefusedAsync(guard, () => socket.SendAsync(Encoding.UTF8.GetBytes(frame), cancellation))) holes.Add(frame);
        }
        // What may be written arrives, so the way was open.
        await socket.SendAsync(Encoding.UTF8.GetBytes(AllowedExamples.Frames[0]), cancellation);
        while (decoy.Frames.IsEmpty) await Task.Delay(5, cancellation);
        if (decoy.Frames.Count != 1 || guard.Denials != attacks || guard.Reported != attacks) holes.Add($"{decoy.Frames.Count - 1} frames at the decoy; {guard.Denials} counted and {guard.Reported} reported of {attacks}");
        return ProofRow.From(Layer, "all layers on: every trading frame on an open market data socket", attacks, holes, "0 reached the decoy, a subscription did; each refusal counted and reported once");
    }

    /// <summary>No guard of requests and no gateway: a socket is open to the trading API itself, and only the frame guard stands before it.</summary>
    private static async Task<ProofRow> FramesAloneAsync(CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        using GuardUnderTest guard = new(GuardUnderTest.Product, new ExchangesOptions());
        long attacks = 0;
        foreach (IGrouping<Uri, AttackSocket> endpoint in AttackCorpus.Sockets.Where(socket => socket.Kind == "ws").GroupBy(socket => socket.Address))
        {
            using ClientWebSocket socket = new();
            await socket.ConnectAsync(At(decoy.Address, endpoint.Key), cancellation);
            foreach (string frame in endpoint.SelectMany(attack => AttackFrames.Of(attack.Method)))
            {
                attacks++;
                byte[] bytes = Encoding.UTF8.GetBytes(frame);
                if (guard.CheckFrame(bytes) is null) await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellation);
            }
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        }
        return ProofRow.From(Layer, "frame guard alone: every trading frame on an open trading socket", attacks, [.. decoy.Frames.Select(frame => frame.Text)],
            $"{decoy.Requests.Count} sockets were open, 0 frames reached the decoy");
    }

    /// <summary>No frame guard: whoever wants to write an order's frame needs a socket to the trading API first.</summary>
    private static async Task<ProofRow> FramesOffAsync(CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        using GuardUnderTest guard = Behind(decoy.Address);
        List<string> holes = [];
        long attacks = 0;
        foreach (AttackSocket attack in AttackCorpus.Sockets.Where(socket => socket.Kind == "ws"))
            foreach (Uri address in (Uri[])[attack.Address, At(decoy.Address, attack.Address)])
            {
                attacks++;
                if (!await IsRefusedAsync(guard, async () =>
                {
                    using HttpMessageInvoker client = new(guard.CreateHandler());
                    using ClientWebSocket socket = new();
                    await socket.ConnectAsync(address, client, cancellation);
                    await socket.SendAsync(Encoding.UTF8.GetBytes(AttackFrames.Of(attack.Method).First()), WebSocketMessageType.Text, endOfMessage: true, cancellation);
                })) holes.Add(attack.ToString());
            }
        if (decoy.Connections > 0) holes.Add($"{decoy.Connections} connections at the decoy");
        return ProofRow.From(Layer, "frame guard off: trading sockets are not opened, so there is none to write to", attacks, holes, "0 connections at the decoy");
    }

    private static GuardUnderTest Behind(Uri gateway)
    {
        ExchangesOptions options = new();
        options.Gateways[Venue.Binance] = gateway;
        options.Gateways[Venue.KuCoin] = gateway;
        return new(GuardUnderTest.Product, options);
    }

    private static Uri At(Uri decoy, Uri documented) => new UriBuilder(decoy) { Scheme = "ws", Path = documented.AbsolutePath }.Uri;

    private static async Task<bool> IsRefusedAsync(GuardUnderTest guard, Func<Task> send)
    {
        try
        {
            await send();
            return false;
        }
        catch (Exception failure) when (guard.IsRefusal(failure) || (failure is WebSocketException { InnerException: { } inner } && guard.IsRefusal(inner)))
        {
            return true;
        }
        catch (Exception failure) when (failure is HttpRequestException or WebSocketException or NotSupportedException)
        {
            return false;
        }
    }
}
