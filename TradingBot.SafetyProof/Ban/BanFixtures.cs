using System.Text;

namespace TradingBot.SafetyProof.Ban;

/// <summary>One small source for each banned symbol, which uses it as somebody would who wants a way out.</summary>
internal static class BanFixtures
{
    /// <summary>Compiles: what market data need and what is near to the banned symbols.</summary>
    public const string Allowed = """
        public static class Allowed
        {
            public static System.Uri Address() => new("https://data-api.binance.vision/api/v3/time");
            public static string Method() => System.Net.Http.HttpMethod.Get.Method;
            public static int Port() => new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 5).Port;
        }
        """;

    private static readonly Dictionary<string, string> Expressions = new()
    {
        ["System.Net.Http.HttpClient"] = "new System.Net.Http.HttpClient().GetAsync(\"\")",
        ["System.Net.Http.HttpMessageInvoker"] = "new System.Net.Http.HttpMessageInvoker(null!)",
        ["System.Net.Http.SocketsHttpHandler"] = "new System.Net.Http.SocketsHttpHandler()",
        ["System.Net.Http.HttpClientHandler"] = "new System.Net.Http.HttpClientHandler()",
        ["System.Net.Http.IHttpClientFactory"] = "((System.Net.Http.IHttpClientFactory)null!).CreateClient(\"\")",
        ["System.Net.Http.HttpClientFactoryExtensions"] = "System.Net.Http.HttpClientFactoryExtensions.CreateClient(null!)",
        ["Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions"] = "Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions.AddHttpClient(null!)",
        ["System.Net.WebSockets.ClientWebSocket"] = "new System.Net.WebSockets.ClientWebSocket()",
        ["System.Net.WebSockets.WebSocket"] = "System.Net.WebSockets.WebSocket.CreateFromStream(null!, new System.Net.WebSockets.WebSocketCreationOptions())",
        ["System.Net.Sockets.Socket"] = "new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp)",
        ["System.Net.Sockets.TcpClient"] = "new System.Net.Sockets.TcpClient()",
        ["System.Net.Sockets.TcpListener"] = "new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0)",
        ["System.Net.Sockets.UdpClient"] = "new System.Net.Sockets.UdpClient()",
        ["System.Net.Sockets.NetworkStream"] = "new System.Net.Sockets.NetworkStream(null!)",
        ["System.Net.Security.SslStream"] = "new System.Net.Security.SslStream(null!)",
        ["System.Net.Quic.QuicConnection"] = "System.Net.Quic.QuicConnection.IsSupported",
        ["System.Net.Quic.QuicListener"] = "System.Net.Quic.QuicListener.IsSupported",
        ["System.Net.Dns"] = "System.Net.Dns.GetHostAddresses(\"api.binance.com\")",
        ["System.Net.WebRequest"] = "System.Net.WebRequest.Create(\"https://api.binance.com\")",
        ["System.Net.WebClient"] = "new System.Net.WebClient()",
        ["System.Net.HttpListener"] = "new System.Net.HttpListener()",
        ["System.Net.Mail.SmtpClient"] = "new System.Net.Mail.SmtpClient()",
        ["System.Xml.XmlReader"] = "System.Xml.XmlReader.Create(\"https://api.binance.com/api/v3/account\")",
        ["System.Xml.XmlTextReader"] = "new System.Xml.XmlTextReader(\"https://api.binance.com/api/v3/account\")",
        ["System.Xml.XmlDocument"] = "new System.Xml.XmlDocument()",
        ["System.Xml.XmlUrlResolver"] = "new System.Xml.XmlUrlResolver()",
        ["System.Xml.Linq.XDocument"] = "System.Xml.Linq.XDocument.Load(\"https://api.binance.com/api/v3/account\")",
        ["System.Xml.Linq.XElement"] = "System.Xml.Linq.XElement.Load(\"https://api.binance.com/api/v3/account\")",
        ["System.Xml.XPath.XPathDocument"] = "new System.Xml.XPath.XPathDocument(\"https://api.binance.com/api/v3/account\")",
        ["System.Xml.Schema.XmlSchemaSet"] = "new System.Xml.Schema.XmlSchemaSet()",
        ["System.Xml.Xsl.XslCompiledTransform"] = "new System.Xml.Xsl.XslCompiledTransform()",
        ["System.Data.DataSet"] = "new System.Data.DataSet().ReadXml(\"https://api.binance.com/api/v3/account\")",
        ["System.Data.DataTable"] = "new System.Data.DataTable().ReadXml(\"https://api.binance.com/api/v3/account\")",
        ["System.Net.NetworkInformation.Ping"] = "new System.Net.NetworkInformation.Ping()",
    };

    private static readonly Dictionary<string, string> Types = new()
    {
        ["System.Net.Http.HttpMessageHandler"] = "public sealed class {0} { public object Use(System.Net.Http.HttpMessageHandler handler) { handler.Dispose(); return handler; } }",
        ["System.Net.Http.DelegatingHandler"] = "public sealed class {0} { public object? Use(System.Net.Http.DelegatingHandler handler) => handler.InnerHandler; }",
    };

    /// <summary>The source for a symbol; null where there is none, which is a hole in the proof. A trading library's type is declared too, since the library need not be here.</summary>
    public static string? Source(string type, string name)
    {
        if (Expressions.TryGetValue(type, out string? expression)) return $"#pragma warning disable SYSLIB0014, CA1416\npublic static class {name} {{ public static object? Use() => {expression}; }}";
        if (Types.TryGetValue(type, out string? source)) return source.Replace("{0}", name, StringComparison.Ordinal);
        if (!type.StartsWith("System.", StringComparison.Ordinal) && !type.StartsWith("Microsoft.", StringComparison.Ordinal)) return Library(type, name);
        return null;
    }

    private static string Library(string type, string name)
    {
        int dot = type.LastIndexOf('.');
        return new StringBuilder()
            .Append("namespace ").Append(type[..dot]).Append(" { public class ").Append(type[(dot + 1)..]).Append(" { public object? PlaceOrderAsync() => null; } }\n")
            .Append("namespace Fixtures { public static class ").Append(name).Append(" { public static object? Use() => new global::").Append(type).Append("().PlaceOrderAsync(); } }\n").ToString();
    }
}
