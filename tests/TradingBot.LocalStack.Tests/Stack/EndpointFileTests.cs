using System.Text.Json;
using TradingBot.LocalStack.Stack;

namespace TradingBot.LocalStack.Tests.Stack;

public sealed class EndpointFileTests
{
    [Fact]
    public void The_file_names_addresses_and_processes_for_its_owner_only_and_goes_with_the_system()
    {
        using TestFolder folder = new();
        string path = folder.File("endpoints.json");
        using (EndpointFile file = Assert.IsType<EndpointFile>(EndpointFile.TryClaim(path, out _)))
        {
            file.Write(new Dictionary<string, ServiceEndpoint>
            {
                ["api"] = new("http://127.0.0.1:3000", 4711),
                ["postgres"] = new("postgresql://127.0.0.1:5432/trading_bot", null) { ConnectionString = "Host=127.0.0.1", SuperuserConnectionString = "Host=localhost" },
            });

            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
            Assert.Equal(
                """{"services":{"api":{"url":"http://127.0.0.1:3000","pid":4711},"postgres":{"url":"postgresql://127.0.0.1:5432/trading_bot","pid":null,"connectionString":"Host=127.0.0.1","superuserConnectionString":"Host=localhost"}}}""",
                JsonSerializer.Serialize(json));
#pragma warning disable CA1416 // These tests run where there are Unix file modes.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
#pragma warning restore CA1416
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Two_systems_do_not_publish_in_one_place()
    {
        using TestFolder folder = new();
        using EndpointFile first = Assert.IsType<EndpointFile>(EndpointFile.TryClaim(folder.File("endpoints.json"), out _));

        Assert.Null(EndpointFile.TryClaim(folder.File("endpoints.json"), out string reason));
        Assert.Contains("belongs to another running system", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_a_killed_system_left_is_removed()
    {
        using TestFolder folder = new();
        File.WriteAllText(folder.File("endpoints.json"), "{}");

        using EndpointFile file = Assert.IsType<EndpointFile>(EndpointFile.TryClaim(folder.File("endpoints.json"), out _));

        Assert.False(File.Exists(folder.File("endpoints.json")));
    }
}
