// Lucene beside the index, for bench/index.py: `java -cp JARS LucenePeer.java words DOCUMENTS RUNS QUERIES...` or `... texts FILE RUNS`. Says a JSON object a line.
// One thread indexes and searches; times are CPU time of the whole process, so what the JIT and the collector cost counts, too.
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;

final class LucenePeer {
  static final BM25Similarity BM25 = new BM25Similarity(0.9f, 0.4f);

  static double cpuSeconds() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  static double peakMegabytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status")))
      if (line.startsWith("VmHWM:")) return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
    return 0;
  }

  static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  static Query query(String line) {
    var query = new BooleanQuery.Builder();
    for (String word : line.trim().split(" ")) query.add(new TermQuery(new Term("text", word)), BooleanClause.Occur.SHOULD);
    return query.build();
  }

  static void build(Path folder, List<String> documents, Analyzer analyzer) throws Exception {
    var type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.freeze();
    var config = new IndexWriterConfig(analyzer).setSimilarity(BM25).setRAMBufferSizeMB(256);
    config.setMergeScheduler(new SerialMergeScheduler());
    try (var directory = new MMapDirectory(folder); var writer = new IndexWriter(directory, config)) {
      for (String text : documents) {
        var document = new Document();
        document.add(new Field("text", text, type));
        writer.addDocument(document);
      }
      writer.commit();
    }
  }

  static void search(Path folder, Path file) throws Exception {
    var queries = new ArrayList<Query>();
    for (String line : Files.readAllLines(file)) queries.add(query(line));
    try (var directory = new MMapDirectory(folder); var reader = DirectoryReader.open(directory)) {
      var searcher = new IndexSearcher(reader);
      searcher.setSimilarity(BM25);
      searcher.setQueryCache(null);
      for (int limit : new int[] {10, 100}) {
        double begin = cpuSeconds();
        for (Query query : queries) searcher.search(query, TopScoreDocCollector.createSharedManager(limit, null, limit));
        say("{\"what\":\"search\",\"queries\":\"%s\",\"limit\":%d,\"queries_per_second\":%f}", file.getFileName(), limit, queries.size() / (cpuSeconds() - begin));
      }
    }
  }

  static void remove(Path folder) throws Exception {
    try (var files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }

  static void words(String[] arguments) throws Exception {
    List<String> documents = Files.readAllLines(Path.of(arguments[1]));
    for (int run = 0; run < Integer.parseInt(arguments[2]); run++) {
      Path folder = Files.createTempDirectory("lucene");
      double begin = cpuSeconds();
      build(folder, documents, new WhitespaceAnalyzer());
      say("{\"what\":\"build\",\"documents_per_second\":%f,\"peak_MB\":%f}", documents.size() / (cpuSeconds() - begin), peakMegabytes());
      for (int i = 3; i < arguments.length; i++) search(folder, Path.of(arguments[i]));
      remove(folder);
    }
  }

  static long analyse(List<String> texts, Analyzer analyzer) throws Exception {
    long tokens = 0;
    for (String text : texts)
      try (TokenStream stream = analyzer.tokenStream("text", text)) {
        stream.reset();
        while (stream.incrementToken()) tokens++;
        stream.end();
      }
    return tokens;
  }

  static void texts(String[] arguments) throws Exception {
    List<String> texts = Files.readAllLines(Path.of(arguments[1]));
    double megabytes = Files.size(Path.of(arguments[1])) / 1e6;
    for (int run = 0; run < Integer.parseInt(arguments[2]); run++) {
      Path folder = Files.createTempDirectory("lucene");
      double begin = cpuSeconds();
      long tokens = analyse(texts, new KoreanAnalyzer());
      double analysed = cpuSeconds();
      build(folder, texts, new KoreanAnalyzer());
      say("{\"tokens\":%d,\"analysis_MB_per_second\":%f,\"together\":%f}", tokens, megabytes / (analysed - begin), megabytes / (cpuSeconds() - analysed));
      remove(folder);
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("words")) words(arguments);
    else texts(arguments);
  }
}
