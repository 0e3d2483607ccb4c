using System.Net.Sockets;
using System.Text;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Redis;

namespace TradingBot.LocalStack.Tests.Redis;

public sealed class TemporaryRedisTests
{
    [Fact]
    public async Task A_server_answers_only_those_who_know_its_password_and_is_gone_when_disposed()
    {
        Assert.SkipUnless(TemporaryRedis.IsAvailable(out string reason), reason);
        TemporaryRedis redis = await TemporaryRedis.StartAsync(TestContext.Current.CancellationToken);
        int first = redis.ProcessId;
        string password = redis.ConnectionString.Split(',').Single(part => part.StartsWith("password=", StringComparison.Ordinal))[9..];

        Assert.StartsWith("-NOAUTH", await AskAsync(redis.Port, "PING"), StringComparison.Ordinal);
        Assert.Equal("+OK", await AskAsync(redis.Port, $"AUTH {password}"));

        await redis.KillAsync();
        await redis.RestartAsync(TestContext.Current.CancellationToken);
        int second = redis.ProcessId;
        Assert.NotEqual(first, second);

        await redis.DisposeAsync();
        Assert.False(UnixSignal.Exists(first));
        Assert.False(UnixSignal.Exists(second));
    }

    private static async Task<string> AskAsync(int port, string command)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }
}
