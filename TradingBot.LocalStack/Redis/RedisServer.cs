using System.Globalization;
using System.Net.Sockets;
using System.Text;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.Redis;

/// <summary>A private Redis: it holds only what can be lost, so it writes nothing to disk.</summary>
internal sealed class RedisServer(string folder, string password)
{
    public static bool IsAvailable(out string reason)
    {
        reason = "";
        if (OperatingSystem.IsWindows())
            reason = "The local stack needs Linux or macOS (on Windows: WSL, or a container runtime).";
        else if (ProgramCatalog.OnPath("redis-server") is null)
            reason = "'redis-server' was found neither on PATH nor in the usual places.";
        return reason.Length == 0;
    }

    /// <summary>How the server is started. Writes its configuration: a password among the arguments would show in the process list.</summary>
    public ChildPlan ServerPlan(int port, string logFile)
    {
        string program = ProgramCatalog.OnPath("redis-server") ?? throw new LocalStackException("'redis-server' is not installed.");
        string configuration = Path.Combine(folder, "redis.conf");
        PrivateFile.Write(configuration, $"""
            bind 127.0.0.1
            port {port.ToString(CultureInfo.InvariantCulture)}
            requirepass {password}
            dir "{folder}"
            daemonize no
            save ""
            appendonly no
            maxmemory 256mb
            maxmemory-policy allkeys-lru

            """);
        return new ChildPlan("redis", program, [configuration], logFile) { WorkingDirectory = folder };
    }

    /// <summary>In the form that StackExchange.Redis reads.</summary>
    public string ConnectionString(int port) => $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)},password={password},abortConnect=false";

    /// <summary>Whether the server answers PING to the password.</summary>
    public async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", port, patience.Token).ConfigureAwait(false);
            await using NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\n"), patience.Token).ConfigureAwait(false);
            using StreamReader reader = new(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(patience.Token).ConfigureAwait(false) == "+OK"
                && await reader.ReadLineAsync(patience.Token).ConfigureAwait(false) == "+PONG";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
