// RDataFrame as a process that answers ADL queries, one a line, with a line of JSON. rdf_peer FILE THREADS
// Built with the folder of rdf.hxx (the queries) among the include paths.
#include "rdf.hxx"
#include <TROOT.h>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <string>

int main(int, char **arguments) {
  const int threads = std::stoi(arguments[2]);
  if (threads > 1) ROOT::EnableImplicitMT(threads);
  TH1::AddDirectory(false);
  std::printf("{\"ready\":true}\n");
  std::fflush(stdout);
  for (std::string query; std::getline(std::cin, query);) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t used = std::clock();
    const TH1D histogram = adl::run(arguments[1], query);
    const double cpu = 1e3 * double(std::clock() - used) / CLOCKS_PER_SEC;
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
    std::printf("{\"ms\":%.3f,\"cpu\":%.3f,\"counts\":[", wall.count(), cpu);
    for (int i = 0; i <= 101; i++) std::printf("%s%.0f", i == 0 ? "" : ",", histogram.GetBinContent(i));
    std::printf("]}\n");
    std::fflush(stdout);
  }
  std::_Exit(0);
}
