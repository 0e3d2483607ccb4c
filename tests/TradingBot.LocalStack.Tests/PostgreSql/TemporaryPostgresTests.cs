using System.Globalization;
using Npgsql;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Tests.PostgreSql;

public sealed class TemporaryPostgresTests : IAsyncLifetime
{
    private TemporaryPostgres? _server;

    private TemporaryPostgres Server => _server ?? throw new InvalidOperationException("The server did not start.");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        _server = await TemporaryPostgres.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_database_belongs_to_a_role_that_may_do_everything_in_it_and_nothing_beside()
    {
        string owner = await Server.CreateDatabaseAsync("ledger", TestContext.Current.CancellationToken);

        Assert.Equal("ledger_owner|ledger|f|f", await ScalarAsync(
            owner, "SELECT concat_ws('|', current_user, current_database(), rolsuper, rolcreatedb) FROM pg_roles WHERE rolname = current_user"));
        Assert.Equal("t", await ScalarAsync(owner, "CREATE TABLE postings (amount numeric); SELECT 't'"));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        NpgsqlConnectionStringBuilder wrong = new(Server.SuperuserConnectionString) { Password = "guess", Pooling = false };

        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong.ConnectionString, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("1st")]
    [InlineData("a\"; DROP DATABASE postgres; --")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => Server.CreateDatabaseAsync(name, TestContext.Current.CancellationToken));

        Assert.Contains("lower-case letters", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Committed_rows_survive_each_kind_of_stop_on_the_same_port()
    {
        string owner = await Server.CreateDatabaseAsync("durable", TestContext.Current.CancellationToken);
        NpgsqlConnectionStringBuilder unpooled = new(owner) { Pooling = false };
        await ScalarAsync(unpooled.ConnectionString, "CREATE TABLE kept (stop text); SELECT 1");
        int port = Server.Port;
        foreach ((string stop, Func<Task> stopAsync) in new (string, Func<Task>)[]
        {
            ("restart", () => Task.CompletedTask),
            ("immediate", Server.StopImmediateAsync),
            ("kill", Server.KillAsync),
        })
        {
            int processId = Server.ProcessId;
            await ScalarAsync(unpooled.ConnectionString, $"INSERT INTO kept VALUES ('{stop}') RETURNING stop");
            await stopAsync();
            await Server.RestartAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(processId, Server.ProcessId);
        }

        Assert.Equal(port, Server.Port);
        Assert.Equal("restart,immediate,kill", await ScalarAsync(unpooled.ConnectionString, "SELECT string_agg(stop, ',') FROM kept"));
    }

    [Fact]
    public async Task Disposing_leaves_no_process_and_no_file()
    {
        string data = await ScalarAsync(Server.SuperuserConnectionString, "SHOW data_directory");
        int processId = Server.ProcessId;

        await Server.DisposeAsync();
        _server = null;

        Assert.False(UnixSignal.Exists(processId));
        Assert.False(Directory.Exists(Path.GetDirectoryName(data)));
    }

    private static async Task<string> ScalarAsync(string connectionString, string query)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand command = new(query, connection);
        object? value = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }
}
