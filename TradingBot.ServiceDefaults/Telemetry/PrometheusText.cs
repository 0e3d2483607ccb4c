using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TradingBot.ServiceDefaults.Telemetry;

/// <summary>Prometheus text: one HELP and TYPE line per family, names by the OpenTelemetry-to-Prometheus rules (unit suffix, <c>_total</c>).</summary>
internal sealed class PrometheusText
{
    // .NET reports these two as sums that only rise on paper; they are levels.
    private static readonly HashSet<string> Levels = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly StringBuilder _text = new(64 * 1024);

    public void Clear() => _text.Clear();

    public override string ToString() => _text.ToString();

    public static string NameOf(Metric metric)
    {
        var name = new StringBuilder(metric.Name.Length + 16);
        foreach (char c in metric.Name) name.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_');
        if (char.IsAsciiDigit(name[0])) name.Insert(0, '_');
        string type = TypeOf(metric);
        string unit = UnitOf(metric.Unit, type);
        if (unit.Length > 0 && !EndsWith(name, "_" + unit)) name.Append('_').Append(unit);
        if (type == "counter" && !EndsWith(name, "_total")) name.Append("_total");
        return name.ToString();
    }

    public void Append(string name, List<Metric> family)
    {
        Metric first = family[0];
        if (!string.IsNullOrEmpty(first.Description))
            _text.Append("# HELP ").Append(name).Append(' ').Append(first.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(first)).Append('\n');
        foreach (Metric metric in family)
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                Append(name, metric.MetricType, point);
    }

    private void Append(string name, MetricType type, in MetricPoint point)
    {
        if (type == MetricType.Histogram)
        {
            AppendHistogram(name, point);
            return;
        }
        double value = type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
            MetricType.LongGauge => point.GetGaugeLastValueLong(),
            MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
            _ => double.NaN, // Exponential histograms are not switched on anywhere.
        };
        AppendLine(name, null, point.Tags, value);
    }

    private void AppendHistogram(string name, in MetricPoint point)
    {
        long cumulated = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            cumulated += bucket.BucketCount;
            AppendLine(name + "_bucket", Number(bucket.ExplicitBound), point.Tags, cumulated);
        }
        AppendLine(name + "_sum", null, point.Tags, point.GetHistogramSum());
        AppendLine(name + "_count", null, point.Tags, point.GetHistogramCount());
    }

    private void AppendLine(string name, string? bound, ReadOnlyTagCollection tags, double value)
    {
        _text.Append(name);
        char separator = '{';
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            AppendLabel(separator, tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
            separator = ',';
        }
        if (bound is not null)
        {
            AppendLabel(separator, "le", bound);
            separator = ',';
        }
        if (separator == ',') _text.Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private void AppendLabel(char separator, string key, string value)
    {
        _text.Append(separator);
        foreach (char c in key) _text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        _text.Append("=\"");
        foreach (char c in value)
        {
            switch (c)
            {
                case '\\': _text.Append("\\\\"); break;
                case '"': _text.Append("\\\""); break;
                case '\n': _text.Append("\\n"); break;
                default: _text.Append(c); break;
            }
        }
        _text.Append('"');
    }

    private static string TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum when !Levels.Contains(metric.Name) => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static string UnitOf(string? unit, string type) => unit switch
    {
        null or "" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "1" => type == "gauge" ? "ratio" : "",
        _ when unit[0] == '{' => "", // An annotation such as {order}, no unit.
        _ => unit.Replace('/', '_'),
    };

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private static bool EndsWith(StringBuilder text, string end) =>
        text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end;
}
