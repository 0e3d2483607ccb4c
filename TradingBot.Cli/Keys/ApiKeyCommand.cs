using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage;
using TradingBot.Storage.Access;

namespace TradingBot.Cli.Keys;

/// <summary><c>tb api-key create</c>: makes a key straight in the database, for the first one there is nobody else to make.</summary>
internal static class ApiKeyCommand
{
    internal sealed record Answer(string ApiKey, string Name, string Role, DateTimeOffset? ExpiresAt);

    public static Command Create(Connection connection, Output output)
    {
        var name = new Option<string>("--name") { Description = "For people, 1 to 64 characters.", Required = true };
        var role = new Option<string>("--role") { Description = "viewer, operator or admin.", Required = true };
        role.AcceptOnlyFromAmong("viewer", "operator", "admin");
        var days = new Option<int>("--expires-in-days") { Description = "1 to 3650.", DefaultValueFactory = _ => 90 };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3_650) result.AddError("--expires-in-days must be 1 to 3650.");
        });
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>()?.Trim() is not { Length: >= 1 and <= 64 }) result.AddError("--name must have 1 to 64 characters.");
        });
        var database = new Option<string?>("--database") { Description = "Connection string. Default: ConnectionStrings__trading_bot, else the local stack's.", HelpName = "connection string" };
        var create = new Command("create", "Makes an API key and shows it for the only time.") { name, role, days, database };
        create.SetAction(async (parsed, cancellation) =>
        {
            string connectionString = Connection.Database(parsed.GetValue(database)) ?? throw new UnreachableException("No database is known: give --database or set ConnectionStrings__trading_bot.");
            Answer answer = await CreateAsync(connectionString, parsed.GetRequiredValue(name).Trim(), parsed.GetRequiredValue(role), parsed.GetValue(days), cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else
            {
                output.Line(answer.ApiKey);
                output.Line($"Role {answer.Role}, until {answer.ExpiresAt:yyyy-MM-dd}. It is not shown again; send it as the header X-Api-Key.");
            }
            return ExitCode.Ok;
        });
        return new Command("api-key", "Keys of the Api.") { create };
    }

    private static async Task<Answer> CreateAsync(string connectionString, string name, string role, int days, CancellationToken cancellation)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:trading_bot", connectionString)]).Build();
        try
        {
            await using var connections = new DatabaseConnections(configuration);
            (ApiKey key, string text) = await new ApiKeyStore(connections, TimeProvider.System)
                .CreateAsync(name, role, TimeProvider.System.GetUtcNow().AddDays(days), $"tb:{Environment.UserName}", cancellation);
            return new Answer(text, key.Name, key.Role, key.ExpiresAt);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or StorageException)
        {
            throw new UnreachableException($"The database can't be used: {failure.InnerException?.Message ?? failure.Message}");
        }
    }
}
