using System.Text.RegularExpressions;
using TradingBot.Exchanges.Egress;
using TradingBot.SafetyProof.Gateway;

namespace TradingBot.SafetyProof.Tests.Gateway;

public sealed partial class GatewayConfigurationTests
{
    [Fact]
    public void The_committed_file_is_what_the_allow_list_generates()
    {
        string committed = File.ReadAllText(Path.Combine(Clone.Root, "docker", "egress-gateway", "nginx.conf"));

        Assert.True(committed == GatewayConfiguration.Create(new()), "The allow-list and docker/egress-gateway/nginx.conf differ. Write it anew: tb safety gateway-config > docker/egress-gateway/nginx.conf");
    }

    [Fact]
    public void There_is_one_expression_per_rule_and_each_leads_to_its_own_venue()
    {
        string[] upstreams = [.. Upstream().Matches(GatewayConfiguration.Create(new())).Select(match => match.Groups[1].Value)];

        Assert.Equal(EgressAllowList.Live().Rules.Select(rule => $"https://{rule.Host}"), upstreams);
    }

    [GeneratedRegex("""^ {8}"~[^\n]*" "(https://[^"$]+)\$1";$""", RegexOptions.Multiline)]
    private static partial Regex Upstream();
}
