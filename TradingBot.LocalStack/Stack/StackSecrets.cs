using System.Text.Json;

namespace TradingBot.LocalStack.Stack;

/// <summary>The random passwords of one data folder, kept in a file that only its owner can read.</summary>
internal sealed record StackSecrets(string Superuser, string DatabaseOwner, string Application, string Monitor, string Redis)
{
    private const string FileName = "secrets.json";

    public static StackSecrets LoadOrCreate(string folder, bool clusterExists)
    {
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            try
            {
                return JsonSerializer.Deserialize<StackSecrets>(File.ReadAllText(path)) ?? throw new JsonException("It is empty.");
            }
            catch (JsonException damage)
            {
                throw new LocalStackException($"'{path}' is damaged: {damage.Message} Restore it, or remove the folder '{folder}' to begin anew (its data are lost then).", damage);
            }
        }
        if (clusterExists)
            throw new LocalStackException($"'{path}' is missing, so nobody knows the database's passwords. Restore it, or remove the folder '{folder}' to begin anew (its data are lost then).");
        StackSecrets secrets = new(Secret.New(), Secret.New(), Secret.New(), Secret.New(), Secret.New());
        PrivateFile.Write(path, JsonSerializer.Serialize(secrets));
        return secrets;
    }
}
