using TradingBot.Exchanges.Egress;
using TradingBot.LocalStack;
using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.SafetyProof.Gateway;

/// <summary>A real nginx with the gateway's generated configuration, its upstreams on this machine. Nothing of it is left behind.</summary>
internal sealed class NginxGateway : IAsyncDisposable
{
    private static readonly string[] TemporaryFiles = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _folder;
    private readonly Watchdog _watchdog;
    private readonly ChildProcess _nginx;

    private NginxGateway(DirectoryInfo folder, Watchdog watchdog, ChildProcess nginx, int port)
    {
        (_folder, _watchdog, _nginx) = (folder, watchdog, nginx);
        Address = new($"http://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    public static bool IsAvailable(out string reason)
    {
        reason = ProgramCatalog.OnPath("nginx") is null ? "nginx is not installed (apt-get install nginx-light)" : "";
        return reason.Length == 0;
    }

    /// <param name="upstream">What stands in for the exchanges: everything that passes goes there.</param>
    /// <param name="simulator">
    /// Whether that is the simulator: it names a socket of its own where KuCoin names one of KuCoin's, so a second server of this nginx puts KuCoin's address into its answers, as the exchange would.
    /// </param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="LocalStackException">nginx does not start; the message has the end of its log.</exception>
    public static async Task<NginxGateway> StartAsync(Uri upstream, bool simulator, CancellationToken cancellation)
    {
        string program = ProgramCatalog.OnPath("nginx") ?? throw new LocalStackException("nginx is not installed");
        int port = LoopbackPorts.AnyFree();
        Uri? standIn = simulator ? new($"http://127.0.0.1:{LoopbackPorts.AnyFree()}/") : null;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-gateway-");
        string configuration = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, GatewayConfiguration.Create(new()
        {
            Listen = $"127.0.0.1:{port}",
            Names = "127.0.0.1",
            Upstream = rule => Upstream(rule, upstream, standIn),
            Main = ["daemon off;", "master_process off;", $"pid {folder.FullName}/nginx.pid;"],
            Http = ["access_log off;", .. standIn is null ? [] : StandIn(standIn, upstream), .. TemporaryFiles.Select(kind => $"{kind}_temp_path {folder.FullName}/{kind};")],
        }), cancellation);
        Watchdog watchdog = Watchdog.Start();
        watchdog.RemoveOnDeath(folder.FullName);
        ChildProcess nginx = ChildProcess.Start(new("gateway", program, ["-c", configuration, "-e", "stderr"], Path.Combine(folder.FullName, "log")), watchdog);
        NginxGateway gateway = new(folder, watchdog, nginx, port);
        try
        {
            await gateway.ListeningAsync(cancellation);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _nginx.StopAsync(UnixSignal.Terminate, StopPatience);
        _nginx.Dispose();
        await _watchdog.DisposeAsync();
        if (_folder.Exists) _folder.Delete(recursive: true);
    }

    private static string Upstream(EgressRule rule, Uri upstream, Uri? standIn)
    {
        string direct = upstream.GetLeftPart(UriPartial.Authority);
        if (standIn is null) return direct;
        if (rule.Path == "/api/v1/bullet-public") return standIn.GetLeftPart(UriPartial.Authority);
        return rule.Scheme == "wss" && rule.Host.EndsWith(".kucoin.com", StringComparison.Ordinal) ? direct + "/kucoin-ws" : direct;
    }

    private static string[] StandIn(Uri standIn, Uri upstream) =>
    [
        $"server {{ listen {standIn.Authority}; location / {{ proxy_pass {upstream.GetLeftPart(UriPartial.Authority)}; proxy_set_header Host {upstream.Authority}; proxy_set_header Content-Length 0;",
        $"sub_filter_types *; sub_filter 'ws://{upstream.Authority}/kucoin-ws/' 'wss://ws-api-spot.kucoin.com/'; }} }}",
    ];

    private async Task ListeningAsync(CancellationToken cancellation)
    {
        while (!await RawRequest.CanConnectAsync(Address, cancellation))
        {
            if (_nginx.Exited.IsCompleted)
                throw new LocalStackException($"nginx ended: {await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "log"), cancellation)}");
            await Task.Delay(20, cancellation);
        }
    }
}
