using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Stack;

/// <summary>PostgreSQL and Redis of one system.</summary>
internal static class Databases
{
    private static readonly TimeSpan PredecessorPatience = TimeSpan.FromSeconds(15);

    public static ServiceDefinition PostgreSql(StackContext context)
    {
        int port = context.Ports["postgres"];
        return new ServiceDefinition(
            "postgres",
            $"postgresql://127.0.0.1:{port}/{StackContext.Database}",
            context.PostgreSql.ServerPlan(port, context.Folder.LogFile("postgres")),
            cancellation => context.PostgreSql.AnswersAsync(port, cancellation))
        {
            StopPatience = TimeSpan.FromSeconds(2.5),
        };
    }

    public static ServiceDefinition? Redis(StackContext context)
    {
        if (context.Redis is not { } redis) return null;
        int port = context.Ports["redis"];
        return new ServiceDefinition(
            "redis",
            $"redis://127.0.0.1:{port}",
            redis.ServerPlan(port, context.Folder.LogFile("redis")),
            cancellation => redis.AnswersAsync(port, cancellation));
    }

    /// <summary>Creates the cluster's files where there are none, and waits for the end of a server that a killed system left.</summary>
    public static async Task PrepareAsync(StackContext context, CancellationToken cancellation)
    {
        if (!context.PostgreSql.IsInitialized)
        {
            // An initdb that was cut off leaves files behind, and then refuses its own work.
            await context.PostgreSql.ClearAsync(cancellation).ConfigureAwait(false);
            await context.PostgreSql.InitializeAsync(durable: true, cancellation).ConfigureAwait(false);
        }
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(PredecessorPatience);
        while (context.PostgreSql.RunningServer() is { } processId && !patience.IsCancellationRequested)
        {
            // The watchdog of the killed system has asked it to end; if there is no watchdog any more, we do.
            UnixSignal.Send(processId, UnixSignal.Interrupt);
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>The database, and the roles with the passwords of this data folder. The application's role owns nothing.</summary>
    public static async Task SetUpAsync(StackContext context, CancellationToken cancellation)
    {
        string superuser = context.Superuser;
        await DatabaseSetup.EnsureRoleAsync(superuser, StackContext.OwnerRole, context.Secrets.DatabaseOwner, cancellation).ConfigureAwait(false);
        await DatabaseSetup.EnsureRoleAsync(superuser, StackContext.ApplicationRole, context.Secrets.Application, cancellation).ConfigureAwait(false);
        await DatabaseSetup.EnsureRoleAsync(superuser, StackContext.MonitorRole, context.Secrets.Monitor, cancellation).ConfigureAwait(false);
        await DatabaseSetup.EnsureDatabaseAsync(superuser, StackContext.Database, StackContext.OwnerRole, cancellation).ConfigureAwait(false);
        await DatabaseSetup.ExecuteAsync(
            superuser,
            $"""
            REVOKE ALL ON DATABASE {StackContext.Database} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {StackContext.Database} TO {StackContext.ApplicationRole}, {StackContext.MonitorRole};
            GRANT pg_monitor TO {StackContext.MonitorRole};
            """,
            cancellation).ConfigureAwait(false);
    }
}
