using TradingBot.LocalStack.Stack;

namespace TradingBot.LocalStack.Tests.Stack;

public sealed class StackSecretsTests
{
    [Fact]
    public void Secrets_are_random_and_stay_the_same_for_one_folder()
    {
        using TestFolder one = new();
        using TestFolder other = new();

        StackSecrets first = StackSecrets.LoadOrCreate(one.Path, clusterExists: false);

        Assert.Equal(first, StackSecrets.LoadOrCreate(one.Path, clusterExists: true));
        Assert.NotEqual(first.Application, StackSecrets.LoadOrCreate(other.Path, clusterExists: false).Application);
        Assert.Equal(5, new HashSet<string> { first.Superuser, first.DatabaseOwner, first.Application, first.Monitor, first.Redis }.Count);
    }

    [Theory]
    [InlineData(null, "is missing, so nobody knows the database's passwords")]
    [InlineData("{", "is damaged")]
    [InlineData("null", "is damaged")]
    public void Lost_secrets_of_an_existing_database_are_no_reason_to_make_new_ones(string? contents, string expected)
    {
        using TestFolder folder = new();
        if (contents is not null) File.WriteAllText(folder.File("secrets.json"), contents);

        LocalStackException refusal = Assert.Throws<LocalStackException>(() => StackSecrets.LoadOrCreate(folder.Path, clusterExists: true));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"remove the folder '{folder.Path}' to begin anew (its data are lost then)", refusal.Message, StringComparison.Ordinal);
    }
}
