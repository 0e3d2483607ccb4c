using System.Globalization;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Redis;

namespace TradingBot.LocalStack.Stack;

/// <summary>What was decided before the first process is started: everything that the definitions of the services are made of.</summary>
internal sealed record StackContext(
    LocalStackOptions Options,
    WorkingCopy WorkingCopy,
    DataFolder Folder,
    IReadOnlyDictionary<string, int> Ports,
    StackSecrets Secrets,
    PostgreSqlCluster PostgreSql,
    RedisServer? Redis)
{
    public const string Database = "trading_bot";
    public const string OwnerRole = "trading_bot_owner";
    public const string ApplicationRole = "trading_bot_app";
    public const string MonitorRole = "trading_bot_monitor";

    public string Superuser => PostgreSql.SuperuserConnectionString(Ports["postgres"]);

    public string OwnerConnectionString => PostgreSqlCluster.ConnectionString(Ports["postgres"], OwnerRole, Secrets.DatabaseOwner, Database);

    public string ApplicationConnectionString => PostgreSqlCluster.ConnectionString(Ports["postgres"], ApplicationRole, Secrets.Application, Database);

    public string Url(string service) => $"http://127.0.0.1:{Ports[service].ToString(CultureInfo.InvariantCulture)}";
}
