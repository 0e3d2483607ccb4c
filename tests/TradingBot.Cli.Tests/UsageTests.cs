using System.Net;
using System.Net.Sockets;
using System.Text;
using TradingBot.Cli.Endpoints;
using TradingBot.Cli.Tests.Running;

namespace TradingBot.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("stat")]
    [InlineData("status --nonsense")]
    [InlineData("resume --reason because")]
    [InlineData("resume --confirm RESUME")]
    [InlineData("audit")]
    [InlineData("api-key create --name x --role god")]
    [InlineData("api-key create --name x --role viewer --expires-in-days 0")]
    [InlineData("simulation")]
    [InlineData("simulation maybe")]
    [InlineData("symbols set binance")]
    [InlineData("symbols set coinbase --symbols BTC-USDT")]
    [InlineData("symbols set binance --symbols BTC-USDT --quote USDT --top 5")]
    [InlineData("symbols set binance --quote USDT")]
    [InlineData("fidelity --markets many")]
    [InlineData("")]
    public async Task A_wrong_command_line_is_explained_and_exits_2(string line)
    {
        Tb run = await Tb.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Errors + run.Output);
    }

    [Fact]
    public async Task Help_lists_every_command_and_the_exit_codes()
    {
        Tb run = await Tb.RunAsync("--help");
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        foreach (string word in new[] { "status", "stop-trading", "resume", "verify-safety", "audit", "api-key", "symbols", "simulation", "fidelity", "--json", "--api", "Exit codes" })
            Assert.Contains(word, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("somewhere")]
    public async Task An_Api_that_cannot_be_reached_exits_3_and_says_where_it_was_looked_for(string address)
    {
        foreach (string command in new[] { "status", "stop-trading", "verify-safety", "audit verify", "symbols list", "simulation status", "resume --reason because --confirm RESUME" })
        {
            Tb run = await Tb.RunAsync([.. command.Split(' '), "--api", address]);
            Assert.Equal(ExitCode.Unreachable, run.ExitCode);
            Assert.Contains(address, run.Errors, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }
    }

    [Fact]
    public async Task Somebody_else_at_the_address_is_not_taken_for_the_Api()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
            await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        Tb run = await Tb.RunAsync("audit", "verify", "--api", $"http://{listener.LocalEndpoint}");
        await serving;
        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.Contains("not the Api", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_local_stack_is_found_from_a_folder_below_the_clone()
    {
        DirectoryInfo clone = Directory.CreateTempSubdirectory("tradingbot-clone-");
        try
        {
            string below = clone.CreateSubdirectory("src/deep").FullName;
            Assert.Equal(new LocalEndpoints(null, null), LocalEndpoints.Find(below));
            string file = Path.Combine(clone.CreateSubdirectory("artifacts/local").FullName, "endpoints.json");
            File.WriteAllText(file, """{"services": {"api": {"url": "http://127.0.0.1:3100", "pid": 7}, "postgres": {"url": "postgresql://127.0.0.1:5432/trading_bot", "connectionString": "Host=127.0.0.1"}}}""");
            Assert.Equal(new LocalEndpoints("http://127.0.0.1:3100", "Host=127.0.0.1"), LocalEndpoints.Find(below));
            File.WriteAllText(file, "{ half");
            Assert.Equal(new LocalEndpoints(null, null), LocalEndpoints.Find(below));
        }
        finally
        {
            clone.Delete(recursive: true);
        }
    }
}
