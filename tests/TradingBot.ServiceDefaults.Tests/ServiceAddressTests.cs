using Microsoft.Extensions.Configuration;

namespace TradingBot.ServiceDefaults.Tests;

public sealed class ServiceAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:3000", "http://127.0.0.1:3000/")]
    [InlineData("http://127.0.0.1:3000/", "http://127.0.0.1:3000/")]
    [InlineData("https://gateway/base", "https://gateway/base/")]
    public void An_address_is_read_from_the_key_that_aspire_sets(string configured, string expected) =>
        Assert.Equal(new Uri(expected), ServiceAddress.Of(Configuration(configured), "api"));

    [Theory]
    [InlineData("127.0.0.1:3000")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("nonsense")]
    public void What_is_no_address_is_refused_with_the_keys_name(string configured)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => ServiceAddress.Of(Configuration(configured), "api"));

        Assert.Contains("services:api:http:0", refused.Message, StringComparison.Ordinal);
        Assert.Contains(configured, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_address_is_refused_with_the_keys_name()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => ServiceAddress.Of(Configuration(null), "api"));

        Assert.Contains("'services:api:http", refused.Message, StringComparison.Ordinal);
        Assert.Null(ServiceAddress.Find(Configuration(null), "api"));
    }

    private static IConfigurationRoot Configuration(string? address) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["services:api:http:0"] = address }).Build();
}
